// What a role may not do is not offered.
import assert from "node:assert/strict";
import { areas, shown } from "./pages.mjs";
import { name } from "./stage.mjs";
import { everything } from "./everything.mjs";
import { trial } from "./trials.mjs";

/** How the words of a button, or of a link that looks like one, begin that leads to a change. */
const CHANGES =
  /^(Actions|Activate|Add|Audit now|Change|Configure|Correct|Deactivate|Delete|Deliver now|End|Move|New|Record|Register|Remove|Replace|Revoke|Rotate|Save|Seal|Send|Set|Store|Suspend|Sweep now|Test)\b/;

/** The areas with something to change, but for what operators may always change: their own account. */
const AREAS = ["organizations", "teams", "a team's models", "plans", "webhooks", "models", "groups", "provider keys"];

/** What only admins and owners are led to. */
const FOR_ADMINS = ["Playground", "Operators", "Audit log", "First steps"];

let made;

for (const area of AREAS) {
  trial(`a user is offered no change in ${area}, and an admin is`, async (stage) => {
    made ??= everything(stage);
    const pages = areas(await made)[area];
    const user = await stage.signedIn(await stage.operator("user"));
    const admin = await stage.signedIn(await stage.operator("admin"));
    for (const page of pages) {
      // The two forms of aliases are not for users at all.
      if (page.name === "new-model" || page.name === "model-edit") continue;
      assert.deepEqual(await changes(user, page), [], `${page.path} for a user`);
      assert.notDeepEqual(await changes(admin, page), [], `${page.path} for an admin`);
    }
  });
}

trial("a user is led to nothing that is for admins", async (stage) => {
  const offered = async (role) => {
    const page = await stage.signedIn(await stage.operator(role));
    const navigation = page.getByRole("navigation", { name: "Areas" });
    await navigation.getByRole("link", { name: "Teams" }).waitFor();
    const links = await navigation.getByRole("link").allTextContents();
    return { page, links: FOR_ADMINS.filter((area) => links.includes(area)) };
  };
  assert.deepEqual((await offered("admin")).links, FOR_ADMINS);
  const { page, links } = await offered("user");
  assert.deepEqual(links, []);
  await page.keyboard.press("/");
  await page.getByRole("dialog").getByRole("textbox", { name: "Search" }).fill("operators");
  await page.getByRole("dialog").getByText("Nothing found").waitFor();
});

trial("a user who follows a link to a page for admins is told so", async (stage) => {
  const page = await stage.signedIn(await stage.operator("user"), "/operators");
  await page.getByRole("heading", { level: 1, name: "Operators" }).waitFor();
  await page.getByText("This page is for admins and owners").waitFor();
  await page.goto("/dashboard/audit-log");
  await page.getByText("This page is for admins and owners").waitFor();
  await page.goto("/dashboard/playground");
  await page.getByText("Not for your role").waitFor();
  await page.goto("/dashboard/models/+new");
  await page.getByText("This page is for admins and owners").waitFor();
  assert.equal(await page.getByRole("main").getByRole("textbox").count(), 0);
});

trial("an admin makes users, and neither admins nor owners", async (stage) => {
  const page = await stage.signedIn(await stage.operator("admin"), "/operators");
  await page.getByRole("button", { name: "New operator" }).click();
  const form = page.getByRole("dialog", { name: "New operator" });
  const email = `${name("operator")}@north.example`;
  await form.getByLabel("Name").fill("Tom");
  await form.getByLabel("Email").fill(email);
  await form.getByLabel("First password").fill("a good password");
  await form.getByRole("combobox", { name: "Role" }).click();
  assert.deepEqual(await page.getByRole("option").allTextContents(), ["User"]);
  await page.getByRole("option", { name: "User" }).click();
  await form.getByRole("button", { name: "Create operator" }).click();
  await form.waitFor({ state: "detached" });
  await page.getByRole("row").filter({ hasText: email }).getByText("User").waitFor();
});

/** The words of what leads to a change on a page. */
async function changes(window, page) {
  await window.goto(`/dashboard${page.path}`);
  await shown(window, page);
  const main = window.getByRole("main");
  const offers = await main.getByRole("button").or(main.locator("a.mantine-Button-root")).all();
  const words = await Promise.all(offers.map(async (one) => (await one.getAttribute("aria-label")) ?? one.textContent()));
  return words.map((text) => text?.trim() ?? "").filter((text) => CHANGES.test(text));
}
