import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { Schemas } from "../../api/client";
import { textIn, wordIn } from "../../layout/address";
import { frameRoute } from "../../layout/frameRoute";

type ListSearch = { tab?: "dead-letters"; team_id?: string };

export const webhooksRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/webhooks",
  validateSearch: (search): ListSearch => ({
    tab: search.tab === "dead-letters" ? search.tab : undefined,
    team_id: textIn(search.team_id),
  }),
  component: lazyRouteComponent(() => import("./WebhooksPage"), "WebhooksPage"),
});

/** What a delivery can have become, in the order of the filter. */
export const DELIVERY_STATUSES: readonly Schemas["DeliveryStatus"][] = ["pending", "delivered", "dead"];

type WebhookSearch = { tab?: "settings"; status?: Schemas["DeliveryStatus"] };

export const webhookRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/webhooks/$webhookId",
  validateSearch: (search): WebhookSearch => ({
    tab: search.tab === "settings" ? search.tab : undefined,
    status: wordIn(search.status, DELIVERY_STATUSES),
  }),
  component: lazyRouteComponent(() => import("./WebhookPage"), "WebhookPage"),
});

export const webhooksRoutes = [webhooksRoute, webhookRoute] as const;
