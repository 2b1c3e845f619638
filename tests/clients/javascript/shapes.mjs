// Reads a client's published TypeScript declarations and judges values by them, so that "the answer is what the client
// says it reads" is decided by the client's own files. Says nothing about fields that the client does not declare.

import Ajv from "ajv";
import { createGenerator } from "ts-json-schema-generator";

/** A function (type, value) that throws when `value` is not of the type that a declaration file declares. */
export function shapesOf(declarations) {
  const generator = createGenerator({
    path: declarations,
    expose: "all",
    functions: "hide",
    additionalProperties: true,
    skipTypeCheck: true,
  });
  const ajv = new Ajv({ strict: false, allErrors: true });
  const known = new Map();
  return (type, value) => {
    if (!known.has(type)) known.set(type, ajv.compile(generator.createSchema(type)));
    const check = known.get(type);
    if (check(value)) return;
    const faults = check.errors.map((error) => `${error.instancePath || "the value"} ${error.message}`);
    throw new Error(`no ${type}: ${[...new Set(faults)].slice(0, 5).join("; ")}\nin ${shown(value)}`);
  };
}

function shown(value) {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 600 ? `${text.slice(0, 600)}...` : text;
}
