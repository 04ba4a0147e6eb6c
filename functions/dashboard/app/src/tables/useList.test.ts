import { expect, it } from "vitest";
import { nextOfLink } from "./useList";

it("the next page of a list is asked for as its Link says", () => {
  expect(nextOfLink('</api/teams?limit=100&search=a&cursor=abc%3D>; rel="next"')).toEqual({ cursor: "abc=" });
  expect(nextOfLink('</api/x?offset=200&limit=100>; rel="next"')).toEqual({ offset: 200 });
  expect(nextOfLink('</api/x?offset=0>; rel="prev"')).toBeNull();
  expect(nextOfLink(null)).toBeNull();
});
