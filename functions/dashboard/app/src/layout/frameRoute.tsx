/** @file The root of all routes, and the frame that pages of signed-in operators are in. */

import { createRootRoute, createRoute, Outlet } from "@tanstack/react-router";
import { Empty } from "../states/Empty";
import { Failure } from "../states/Failure";
import { Frame } from "./Frame";
import { Page } from "./Page";
import { TextLink } from "./TextLink";

export const rootRoute = createRootRoute({ component: Outlet });

export const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "frame",
  component: Frame,
  errorComponent: ({ error, reset }) => <Failure error={error} retry={reset} />,
});

/** Every address that no other route has, for those who are signed in; others are asked to sign in, as anywhere. */
export const nowhereRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "$",
  component: NoSuchPage,
});

/** What is shown for an address that leads nowhere. */
export function NoSuchPage() {
  return (
    <Page title="No such page">
      <Empty title="There is nothing at this address">
        Perhaps it was moved. The search (press /) finds what there is, and so does the{" "}
        <TextLink to="/" underline="always">
          overview
        </TextLink>
        .
      </Empty>
    </Page>
  );
}
