import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";

export const webhooksRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/webhooks",
  component: lazyRouteComponent(() => import("./WebhooksPage"), "WebhooksPage"),
});

export const webhookRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/webhooks/$webhookId",
  component: lazyRouteComponent(() => import("./WebhookPage"), "WebhookPage"),
});

export const webhooksRoutes = [webhooksRoute, webhookRoute] as const;
