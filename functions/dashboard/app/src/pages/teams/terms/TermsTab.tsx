import { Section } from "../../../layout/Section";
import type { TeamTab } from "../useTeam";
import { TermsForm } from "./TermsForm";
import { TermsList } from "./TermsList";

/** On which terms a team works: to be changed, or to be read by those who may not change them. */
export default function TermsTab(props: TeamTab) {
  return (
    <Section
      title="Terms"
      about="Jobs that have made a call keep the terms that they began with. What the client pays for a job can also be said by a pricing plan."
    >
      {props.mayChange ? <TermsForm {...props} /> : <TermsList team={props.team} />}
    </Section>
  );
}
