// Writes src/api/schema.gen.ts from the OpenAPI document, so that this page cannot drift from the API: what differs does
// not compile.
import { writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const document = new URL("../../../../docs/openapi.json", import.meta.url);
const target = new URL("../src/api/schema.gen.ts", import.meta.url);

const exact = ts.factory.createTypeReferenceNode("Exact");
const nothing = ts.factory.createLiteralTypeNode(ts.factory.createNull());

const ast = await openapiTS(document, {
  // Decimals, such as money, are read without losing a digit: see src/api/exact.ts.
  inject: 'import type { Exact } from "./exact";\n',
  transform(schema) {
    const types = [schema.type].flat();
    if (!types.includes("number") || schema.enum) return undefined;
    return types.includes("null") ? ts.factory.createUnionTypeNode([exact, nothing]) : exact;
  },
});
await writeFile(target, `// Written by scripts/generate.mjs from docs/openapi.json.\n${astToString(ast)}`);
