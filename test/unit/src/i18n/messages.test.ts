import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = new URL('../../../../src/', import.meta.url).pathname;

const sourceFiles = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => {
    const text = readFileSync(join(root, name), 'utf8');
    return { name, tree: ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true) };
  });

function* descendants(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* descendants(child);
}

/** Expressions of a template in their order; none for a plain string. */
function placeholders(node: ts.Expression): readonly ts.Expression[] | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [];
  if (!ts.isTaggedTemplateExpression(node) || node.tag.getText() !== 'str') return undefined;
  return ts.isTemplateExpression(node.template)
    ? node.template.templateSpans.map(({ expression }) => expression)
    : [];
}

interface Use {
  readonly where: string;
  readonly id: string | undefined;
  readonly source: string;
  readonly count: number | undefined;
}

const uses: readonly Use[] = sourceFiles.flatMap(({ name, tree }) =>
  [...descendants(tree)].filter(ts.isCallExpression).flatMap((call): Use[] => {
    if (call.expression.getText() !== 'msg') return [];
    const [template, options] = call.arguments;
    const property =
      options && ts.isObjectLiteralExpression(options)
        ? options.properties.find((each) => each.name?.getText() === 'id')
        : undefined;
    const id =
      property && ts.isPropertyAssignment(property) && ts.isStringLiteral(property.initializer)
        ? property.initializer.text
        : undefined;
    const { line } = tree.getLineAndCharacterOfPosition(call.getStart());
    return [
      {
        where: `${name}:${line + 1}`,
        id,
        source: template?.getText().replace(/\s+/g, ' ') ?? '',
        count: template && placeholders(template)?.length,
      },
    ];
  }),
);

const korean = new Map(
  sourceFiles
    .filter(({ name }) => name.startsWith(join('i18n', 'ko')))
    .flatMap(({ tree }) => [...descendants(tree)].filter(ts.isPropertyAssignment))
    .map(({ name, initializer }) => [
      ts.isStringLiteral(name) ? name.text : name.getText(),
      placeholders(initializer)?.map((expression) => Number(expression.getText())),
    ]),
);

describe('messages', () => {
  test('are found', () => {
    expect(uses.length).toBeGreaterThan(100);
    expect(korean.size).toBeGreaterThan(100);
  });

  test('have an explicit id and a text that can be translated', () => {
    expect(uses.filter(({ id, count }) => id === undefined || count === undefined)).toEqual([]);
  });

  test('that share an id share the number of values and the words', () => {
    const words = new Map<string, string>();
    const different = uses.filter(({ id = '', source }) => {
      const text = source.replace(/\$\{[^}]*\}/g, '${}');
      const first = words.get(id) ?? text;
      words.set(id, first);
      return first !== text;
    });
    expect(different).toEqual([]);
  });

  test('all have Korean with the same values, each once', () => {
    const wrong = uses.flatMap(({ id = '', count = 0, where }) => {
      const values = korean.get(id);
      const expected = Array.from({ length: count }, (_, index) => index);
      const actual = values?.toSorted((a, b) => a - b);
      return JSON.stringify(actual) === JSON.stringify(expected) ? [] : [{ id, where, values }];
    });
    expect(wrong).toEqual([]);
  });

  test('leave no Korean unused', () => {
    const used = new Set(uses.map(({ id }) => id));
    expect([...korean.keys()].filter((id) => !used.has(id))).toEqual([]);
  });
});
