/** @file The places that the navigation and the command palette lead to. */

import {
  IconActivity,
  IconBooks,
  IconBuilding,
  IconChartLine,
  IconDashboard,
  IconFileInvoice,
  IconHeartRateMonitor,
  IconKey,
  IconListDetails,
  IconLock,
  IconMessages,
  IconRobot,
  IconRocket,
  IconRoute,
  IconShieldCheck,
  IconUsers,
  IconUsersGroup,
  IconWebhook,
} from "@tabler/icons-react";
import type { Role } from "../session/session";

/** A place. */
export type Area = {
  label: string;
  to: string;
  icon: typeof IconKey;
  /** Other words that people look for it with. */
  words?: string;
  /** The least role that it is offered to. */
  role?: Role;
};

/** The places, in groups. */
export const AREAS: readonly { title: string; areas: readonly Area[] }[] = [
  {
    title: "Watch",
    areas: [
      { label: "Overview", to: "/", icon: IconDashboard, words: "home profit spend" },
      { label: "Usage & profit", to: "/usage", icon: IconChartLine, words: "report csv revenue cost" },
      { label: "Live", to: "/live", icon: IconActivity, words: "calls tail" },
      { label: "Jobs", to: "/jobs", icon: IconListDetails, words: "calls requests" },
    ],
  },
  {
    title: "Customers",
    areas: [
      { label: "Organizations", to: "/organizations", icon: IconBuilding, words: "customers" },
      { label: "Teams", to: "/teams", icon: IconUsersGroup, words: "credits virtual keys budget limits" },
      { label: "Pricing plans", to: "/plans", icon: IconFileInvoice, words: "markup flat tiered subscription" },
      { label: "Webhooks", to: "/webhooks", icon: IconWebhook, words: "dead letters deliveries events" },
    ],
  },
  {
    title: "Models",
    areas: [
      { label: "Models", to: "/models", icon: IconRobot, words: "aliases" },
      { label: "Access groups", to: "/access-groups", icon: IconLock },
      { label: "Model groups", to: "/model-groups", icon: IconRoute, words: "routing fallback weights" },
      { label: "Provider keys", to: "/provider-keys", icon: IconKey, words: "credentials secrets" },
      { label: "Price catalogue", to: "/catalogue", icon: IconBooks, words: "prices tokens" },
      { label: "Playground", to: "/playground", icon: IconMessages, words: "chat try", role: "admin" },
    ],
  },
  {
    title: "Deployment",
    areas: [
      { label: "Operators", to: "/operators", icon: IconUsers, words: "roles users", role: "admin" },
      { label: "Audit log", to: "/audit-log", icon: IconShieldCheck, words: "changes history", role: "admin" },
      { label: "System", to: "/system", icon: IconHeartRateMonitor, words: "health metrics sweep migrations routes" },
      { label: "First steps", to: "/first-steps", icon: IconRocket, words: "guide start", role: "admin" },
    ],
  },
];
