import type { Schemas } from "../../api/client";
import { Moment } from "../../figures/Moment";
import { Unknown } from "../../figures/Usd";
import { Section } from "../../layout/Section";
import { Fact, Facts } from "../jobs/Fact";
import { EVENTS } from "./words";

/** A webhook's settings for operators who may only read them. */
export function WebhookFacts({ webhook }: { webhook: Schemas["Webhook"] }) {
  return (
    <Section title="Settings" about="Operators with the role admin can change them.">
      <Facts>
        <Fact name="Address">{webhook.webhook_url}</Fact>
        <Fact name="Events">
          {webhook.events.map((event) => (
            <div key={event}>
              {EVENTS[event]} ({event})
            </div>
          ))}
        </Fact>
        <Fact name="Description">{webhook.description ?? <Unknown />}</Fact>
        <Fact name="Authorization header">{webhook.has_auth_header ? "Sent, and never shown" : "None is sent"}</Fact>
        <Fact name="Registered">
          <Moment at={webhook.created_at} />
        </Fact>
        <Fact name="Changed last">
          <Moment at={webhook.updated_at} />
        </Fact>
      </Facts>
    </Section>
  );
}
