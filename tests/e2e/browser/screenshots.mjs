// Pictures of every page, for the documentation and for people who look at them. There are none unless TOLLGATE_SCREENSHOTS names
// a folder. They show the story's data (`cargo xtask dev --story`) where there is a story.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { areas, DOORS, shown } from "./pages.mjs";
import { everything } from "./everything.mjs";
import { trial } from "./trials.mjs";

const FOLDER = process.env.TOLLGATE_SCREENSHOTS;

const LOOKS = [
  { look: "light", width: 1280, height: 800, colorScheme: "light" },
  { look: "dark", width: 1280, height: 800, colorScheme: "dark" },
  { look: "390px", width: 390, height: 844, colorScheme: "light" },
];

/** A team of the story with calls, a plan, a webhook and a model group. */
const STORYS_TEAM = "aurora-triage";

let found;

if (FOLDER) {
  for (const area of Object.keys(areas({}))) {
    trial(`pictures of ${area}`, async (stage) => {
      found ??= storysThings(stage);
      const pages = areas(await found)[area];
      await picture(await stage.signedIn(await stage.operator(), pages[0].path), pages);
    });
  }
  trial("pictures of the pages before signing in", async (stage) => {
    stage.expectInConsole(/status of 401/);
    await picture(await stage.page(), DOORS);
  });
}

async function picture(window, pages) {
  await mkdir(FOLDER, { recursive: true });
  for (const page of pages) {
    await window.goto(`/dashboard${page.path}`);
    for (const { look, width, height, colorScheme } of LOOKS) {
      await window.emulateMedia({ colorScheme });
      await window.setViewportSize({ width, height });
      await shown(window, page);
      await window.waitForFunction(() => [...document.images].every((image) => image.complete));
      await window.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      await window.screenshot({ path: join(FOLDER, `${page.name}-${look}.png`), animations: "disabled" });
    }
    await window.setViewportSize({ width: LOOKS[0].width, height: LOOKS[0].height });
  }
}

/** What the story has of everything; where there is no story, what trials make. */
async function storysThings(stage) {
  const teams = await stage.api("GET", `/api/teams?search=${STORYS_TEAM}`);
  const team = teams.find(({ team_id }) => team_id === STORYS_TEAM);
  if (team === undefined) return everything(stage);
  const first = async (path) => (await stage.api("GET", path))[0];
  const { organization_id, team_id, team_alias, access_groups, model_groups } = team;
  const [organization, job, plan, webhook, key, detail] = await Promise.all([
    stage.api("GET", `/api/organizations/${organization_id}`),
    first(`/api/jobs?team_id=${team_id}&status=completed&limit=1`),
    first("/api/pricing/plans?limit=1"),
    first(`/api/webhooks?team_id=${team_id}&limit=1`),
    first(`/api/provider-credentials?organization_id=${organization_id}&limit=1`),
    stage.api("GET", `/api/teams/${team_id}`),
  ]);
  return {
    organization_id,
    organization_name: organization.name,
    team_id,
    team_name: team_alias,
    model_alias: detail.allowed_model_aliases[0],
    access_group: access_groups[0],
    model_group: model_groups[0],
    credential_id: key.credential_id,
    credential_name: key.credential_name,
    plan_id: plan.plan_id,
    webhook_id: webhook.webhook_id,
    webhook_url: webhook.webhook_url,
    job_id: job.job_id,
  };
}
