import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `cargo xtask dev` serves the API, for those who work on this page with `npm run dev`. */
const api = process.env.TOLLGATE_URL ?? "http://127.0.0.1:8787";

export default defineConfig({
  base: "/dashboard/",
  plugins: [react()],
  build: {
    target: "es2023",
    // A manifest says what the first load has, which the build holds to its limit.
    manifest: true,
    // The policy of the page allows no `data:` scripts or fonts.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // What several pages share comes in a few files: dozens of small ones cost more in requests than in bytes.
        codeSplitting: {
          groups: [
            { name: "shared", minShareCount: 12, priority: 1 },
            { name: "charts", test: /node_modules.(recharts|d3-|@mantine.charts)/ },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: { "/api": api, "/v1": api, "/health": api, "/metrics": api },
  },
});
