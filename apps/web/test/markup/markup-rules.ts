// Reads a component's source and finds the markup that page translation or a name from right to left would break. Looks at
// syntax only: what a page does under translation is e2e/specs/translated.spec.ts's.
import { parseSync, Visitor, type ESTree } from "vite";

/** `line: source` of each place that breaks a rule. */
export interface MarkupFaults {
  /** Text that has siblings: a translator replaces the text node, and React goes on with the one that is gone. */
  readonly textBesideOthers: string[];
  /** Components that render nothing but text, which then stands wherever they are used. */
  readonly bareText: string[];
  /** Names that a person chose, outside of `<bdi>`. */
  readonly openNames: string[];
}

type Child = ESTree.JSXElement["children"][number];

/** What `<Name>` and `<bdi>` are for: the end of a variable's or member's name. */
const NAMES_SOMEBODY = /(^n|N)ame$/;
/** Variables that hold elements. */
const ELEMENTS = new Set(["children", "actions", "switches"]);

export function findFaults(source: string): MarkupFaults {
  const { program, errors } = parseSync("component.tsx", source, { preserveParens: false });
  if (errors.length > 0) throw new Error(errors[0]?.message);
  const faults: MarkupFaults = { textBesideOthers: [], bareText: [], openNames: [] };
  const quote = ({ start, end }: ESTree.Span): string => {
    const line = source.slice(0, start).split("\n").length;
    return `${line}: ${source.slice(start, end).replaceAll(/\s+/g, " ").slice(0, 80)}`;
  };
  new Visitor({
    JSXElement(element) {
      const texts = significant(element.children).length > 1 ? textsIn(element.children) : [];
      faults.textBesideOthers.push(...texts.map(quote));
      if (!isIsolating(element)) faults.openNames.push(...namesIn(element.children).map(quote));
    },
    JSXFragment(fragment) {
      faults.textBesideOthers.push(...textsIn(fragment.children).map(quote));
      faults.openNames.push(...namesIn(fragment.children).map(quote));
    },
    FunctionDeclaration({ id, returnType, ...span }) {
      const isComponent = /^[A-Z]/.test(id?.name ?? "");
      if (isComponent && returnType?.typeAnnotation.type === "TSStringKeyword")
        faults.bareText.push(quote(span));
    },
  }).visit(program);
  return faults;
}

/** Without what leaves nothing in the page: line breaks of the source, comments, and blanks, which no translator touches. */
function significant(children: readonly Child[]): Child[] {
  return children.filter((child) => {
    if (child.type === "JSXText") return child.value.trim() !== "";
    if (child.type !== "JSXExpressionContainer") return true;
    const { expression } = child;
    return (
      expression.type !== "JSXEmptyExpression" &&
      !(expression.type === "Literal" && isBlank(expression.value))
    );
  });
}

function isBlank(value: unknown): boolean {
  return typeof value === "string" && value.trim() === "";
}

function textsIn(children: readonly Child[]): Child[] {
  return significant(children).filter(
    (child) =>
      child.type === "JSXText" || (child.type === "JSXExpressionContainer" && mayBeText(child.expression)),
  );
}

function mayBeText(node: ESTree.Expression | ESTree.JSXEmptyExpression): boolean {
  switch (node.type) {
    case "JSXElement":
    case "JSXFragment":
    case "JSXEmptyExpression":
      return false;
    case "Literal":
      return typeof node.value !== "boolean" && node.value !== null;
    case "ConditionalExpression":
      return mayBeText(node.consequent) || mayBeText(node.alternate);
    case "LogicalExpression":
      return mayBeText(node.right) || (node.operator !== "&&" && mayBeText(node.left));
    case "Identifier":
      return node.name !== "undefined" && !ELEMENTS.has(node.name);
    case "CallExpression":
      return !isListOfElements(node);
    default:
      return true;
  }
}

/** `list.map(… => <li>…)` or `Array.from(list, … => <li>…)`. */
function isListOfElements({ callee, arguments: values }: ESTree.CallExpression): boolean {
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return false;
  const draw = { map: values[0], from: values[1] }[callee.property.name];
  if (draw?.type !== "ArrowFunctionExpression") return false;
  const { body } = draw;
  const returned =
    body.type === "BlockStatement"
      ? body.body.flatMap((line) => (line.type === "ReturnStatement" && line.argument ? [line.argument] : []))
      : [body];
  return returned.every((value) => !mayBeText(value));
}

function isIsolating({ openingElement: { name } }: ESTree.JSXElement): boolean {
  return name.type === "JSXIdentifier" && (name.name === "bdi" || name.name === "Name");
}

function namesIn(children: readonly Child[]): Child[] {
  return children.filter((child) => child.type === "JSXExpressionContainer" && mayBeName(child.expression));
}

function mayBeName(node: ESTree.Expression | ESTree.JSXEmptyExpression): boolean {
  switch (node.type) {
    case "Identifier":
      return NAMES_SOMEBODY.test(node.name);
    case "MemberExpression":
      return node.property.type === "Identifier" && NAMES_SOMEBODY.test(node.property.name);
    case "ChainExpression":
      return mayBeName(node.expression);
    case "ConditionalExpression":
      return mayBeName(node.consequent) || mayBeName(node.alternate);
    case "LogicalExpression":
      return mayBeName(node.right) || mayBeName(node.left);
    case "TemplateLiteral":
      return node.expressions.some(mayBeName);
    default:
      return false;
  }
}
