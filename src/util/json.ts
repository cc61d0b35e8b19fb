import { z } from 'zod';

// JSON from other people, whose values may take a hundred times its bytes.

/** About the most values of a text: a curve of 300,000 points has 3 million. */
const MOST_VALUES = 1 << 22;
const [COMMA, BRACKET, BRACE] = [44, 91, 123];

/**
 * Parses a text of JSON.
 * @throws SyntaxError if it is not JSON, or has more than 4 million values
 */
export function parseJson(text: string): unknown {
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === BRACKET || code === BRACE) values++;
  }
  if (values > MOST_VALUES) throw new SyntaxError(`more than ${MOST_VALUES} values`);
  return JSON.parse(text);
}

const elements = new WeakMap<z.core.$ZodType, z.ZodType>();

/**
 * The schema of a list, like zod's, but it stops at the first wrong element. Zod makes an issue of every
 * one, and each takes some 500 bytes.
 * @param least the smallest number of elements
 */
export function listOf<Element>(element: z.ZodType<Element>, least = 0): z.ZodType<Element[]> {
  const values = z.array(z.unknown());
  const list = (least > 0 ? values.min(least) : values).superRefine((found, context) => {
    for (const [position, value] of found.entries()) {
      const issue = element.safeParse(value).error?.issues[0];
      if (!issue) continue;
      context.addIssue({ code: 'custom', path: [position, ...issue.path], message: issue.message });
      return;
    }
  });
  elements.set(list, element);
  return list as unknown as z.ZodType<Element[]>;
}

/** A schema as JSON Schema, with the elements of its lists. */
export function toJsonSchema(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, {
    override({ zodSchema, jsonSchema }) {
      const element = elements.get(zodSchema);
      if (!element) return;
      const { $schema: _, ...items } = toJsonSchema(element);
      jsonSchema.items = items;
    },
  });
}
