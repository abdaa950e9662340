// Answers a KQL query over rows given as JSON. Microsoft's own parser reads it and checks names and types against the tables' columns; of what it
// read, only the operators and functions below are carried out, and any other is refused, so that no query is answered by half.
//
// Standard input: { query, now, tables: { AppMetrics: [row, …] } }; standard output: the rows, or { errors: […] }.
const { readFileSync } = require('node:fs');
require('@kusto/language-service-next/bridge.min.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');

// The columns that are used here, as documented (learn.microsoft.com, azure-monitor/reference/tables).
const schemas = {
  AppMetrics: '(TimeGenerated:datetime,Name:string,Sum:real,Min:real,Max:real,ItemCount:int,Properties:dynamic)',
  AppRequests: '(TimeGenerated:datetime,Name:string,ResultCode:string,Success:bool,ItemCount:int,Properties:dynamic)',
};
const { Language } = Kusto;
const { query, now, tables } = JSON.parse(readFileSync(0, 'utf8'));

const symbols = Object.entries(schemas).map(([name, schema]) => new Language.Symbols.TableSymbol.$ctor7(name, schema, null));
const globals = Language.GlobalState.Default.WithDatabase(new Language.Symbols.DatabaseSymbol.ctor('workspace', symbols, null, false));
const code = Language.KustoCode.ParseAndAnalyze(query, globals);
const found = code.GetDiagnostics();
const errors = Array.from({ length: found.Count }, (_, i) => found.getItem(i).Message);

const kind = (node) => Object.getPrototypeOf(node).constructor.$$name.replace('Kusto.Language.Syntax.', '');
const text = (node) => node.ToString().trim();
const children = (node) => Array.from({ length: node.ChildCount }, (_, i) => node.GetChild(i)).filter(Boolean);
const elements = (list) => children(list).filter((child) => child.ChildCount > 0).map((child) => child.GetChild(0));
const refuse = (what) => {
  throw new Error(`not carried out here: ${what}`);
};

const isNull = (value) => value === null || value === undefined;
const time = (value) => (typeof value === 'string' ? Date.parse(value) : value);

/** Null compares to nothing. */
const compare = (test) => (left, right) => !isNull(left) && !isNull(right) && test(left, right);
const operators = {
  '==': compare((left, right) => left === right),
  '>': compare((left, right) => left > right),
  '<': compare((left, right) => left < right),
  '>=': compare((left, right) => left >= right),
  '<=': compare((left, right) => left <= right),
  and: (left, right) => left && right,
  '*': (left, right) => (isNull(left) || isNull(right) ? null : left * right),
  endswith: (left, right) => (left ?? '').toLowerCase().endsWith(right.toLowerCase()),
};
const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };
const functions = {
  tostring: (value) => (isNull(value) ? '' : String(value)),
  toint: (value) => (value === '' || isNull(value) || !Number.isInteger(Number(value)) ? null : Number(value)),
  isnotempty: (value) => !isNull(value) && value !== '',
  ago: (span) => time(now) - span,
};

function evaluate(node, row) {
  switch (kind(node)) {
    case 'NameReference': {
      const value = row[text(node)];
      return text(node) === 'TimeGenerated' ? time(value) : value;
    }
    case 'PathExpression':
      return evaluate(node.GetChild(0), row)?.[text(node.GetChild(2))];
    case 'LiteralExpression': {
      const literal = text(node);
      if (/^".*"$/.test(literal)) return JSON.parse(literal);
      const span = /^(\d+)([dhms])$/.exec(literal);
      if (span) return Number(span[1]) * units[span[2]];
      return Number.isNaN(Number(literal)) ? refuse(literal) : Number(literal);
    }
    case 'BinaryExpression': {
      const operator = operators[text(node.GetChild(1))] ?? refuse(text(node.GetChild(1)));
      return operator(evaluate(node.GetChild(0), row), evaluate(node.GetChild(2), row));
    }
    case 'FunctionCallExpression': {
      const called = functions[text(node.GetChild(0))] ?? refuse(text(node.GetChild(0)));
      return called(...elements(node.GetChild(1).GetChild(1)).map((argument) => evaluate(argument, row)));
    }
    default:
      return refuse(kind(node));
  }
}

const numbers = (rows, argument) => rows.map((row) => evaluate(argument, row)).filter((value) => !isNull(value));
const aggregates = {
  sum: (rows, [value]) => numbers(rows, value).reduce((total, one) => total + one, 0),
  sumif: (rows, [value, condition]) => numbers(rows.filter((row) => evaluate(condition, row)), value).reduce((total, one) => total + one, 0),
  count: (rows) => rows.length,
  max: (rows, [value]) => numbers(rows, value).reduce((most, one) => (most === null || one > most ? one : most), null),
};

const named = (node) => (kind(node) === 'SimpleNamedExpression' ? [text(node.GetChild(0)), node.GetChild(2)] : [text(node), node]);

function summarize(node, rows) {
  const [sums, by] = [elements(node.GetChild(2)), node.GetChild(3) ? elements(node.GetChild(3).GetChild(1)).map(named) : []];
  const groups = new Map();
  for (const row of rows) {
    const keys = Object.fromEntries(by.map(([name, expression]) => [name, evaluate(expression, row)]));
    const key = JSON.stringify(keys);
    if (!groups.has(key)) groups.set(key, { keys, rows: [] });
    groups.get(key).rows.push(row);
  }
  // Without by there is one row, even over nothing.
  if (!by.length && !groups.size) groups.set('', { keys: {}, rows: [] });
  return [...groups.values()].map(({ keys, rows: members }) => {
    const result = { ...keys };
    for (const [name, call] of sums.map(named)) {
      const called = text(call.GetChild(0));
      const args = elements(call.GetChild(1).GetChild(1));
      if (called === 'arg_max') {
        const latest = members.reduce((most, row) => (most === null || evaluate(args[0], row) >= evaluate(args[0], most) ? row : most), null);
        for (const argument of args) result[text(argument)] = latest ? latest[text(argument)] : null;
      } else result[name] = (aggregates[called] ?? refuse(called))(members, args);
    }
    return result;
  });
}

function run(node) {
  switch (kind(node)) {
    case 'PipeExpression': {
      const rows = run(node.GetChild(0));
      const operator = node.GetChild(2);
      if (kind(operator) === 'FilterOperator') return rows.filter((row) => evaluate(operator.GetChild(2), row) === true);
      return kind(operator) === 'SummarizeOperator' ? summarize(operator, rows) : refuse(kind(operator));
    }
    case 'NameReference':
      return tables[text(node)] ?? [];
    default:
      return refuse(kind(node));
  }
}

const statement = code.Syntax.GetChild(1).GetChild(0).GetChild(0).GetChild(0);
process.stdout.write(JSON.stringify(errors.length ? { errors } : run(statement)));
