import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Outcome, Problem } from '../api/client.ts';

export type Values = Record<string, string | boolean>;

export interface Field<V> {
  /** How the summary and the button's hint name it. */
  label: string;
  /** How the button's hint names it together with others: 生年月日 for its three fields. */
  group?: string;
  optional?: boolean;
  /** What to say where it is empty, if not 「…を入力してください」. */
  empty?: string;
  /** Whether other values allow it to be empty. */
  mayBeEmpty?: (values: V) => boolean;
  /** What is wrong with a value that is there; nothing when it is fine. */
  check?: (value: string, values: V) => string | undefined;
}

export interface FormOptions<V extends Values> {
  /** The prefix of the inputs' ids. */
  id: string;
  initial: V;
  fields: Partial<Record<keyof V & string, Field<V>>>;
  /** What else is missing before it can be sent, in words. */
  also?: () => string[];
  /** Called after each change, to keep what survives a reload. */
  keep?: (values: V) => void;
}

const clickMilliseconds = 200;

/**
 * One form: its values, what is wrong with them, and its sending. A field is judged when it is left, then while it is corrected; fields
 * that are still empty are only named when the person tries to send.
 */
export class Form<V extends Values> implements ReactiveController {
  readonly id: string;
  values: V;
  busy = false;
  /** What the API said about the whole, not about a field. */
  problem?: Problem;
  private readonly touched = new Set<string>();
  private refused: Record<string, readonly string[] | undefined> = {};
  private attempted = false;

  constructor(private readonly host: ReactiveControllerHost & HTMLElement, readonly options: FormOptions<V>) {
    this.id = options.id;
    this.values = { ...options.initial };
    host.addController(this);
  }

  hostConnected(): void {
    // Required by the interface: a form has nothing to take up.
  }

  inputId = (name: string) => `${this.id}-${name}`;

  set<K extends keyof V & string>(name: K, value: V[K]): void {
    this.values = { ...this.values, [name]: value };
    this.refused = Object.fromEntries(Object.entries(this.refused).filter(([field]) => field !== name));
    this.options.keep?.(this.values);
    this.host.requestUpdate();
  }

  leave(name: string): void {
    if (this.text(name) !== '') {
      // A message that appears while the mouse is down would move what is being clicked away from under it.
      setTimeout(() => {
        this.touched.add(name);
        this.host.requestUpdate();
      }, clickMilliseconds);
    }
  }

  text(name: string): string {
    const value = this.values[name];
    return typeof value === 'string' ? value : '';
  }

  isOptional = (name: string) => this.options.fields[name]?.optional === true;

  /** The messages to show beside a field now. */
  errors(name: string): readonly string[] {
    const refused = this.refused[name];
    if (refused?.length) {
      return refused;
    }
    const message = this.attempted || this.touched.has(name) ? this.judge(name) : undefined;
    return message ? [message] : [];
  }

  /** All messages, for the summary, each once; only after the person tried to send. */
  get summary(): { name: string; message: string }[] {
    const all = this.attempted ? this.names.flatMap((name) => this.errors(name).map((message) => ({ name, message }))) : [];
    return all.filter(({ message }, index) => all.findIndex((other) => other.message === message) === index);
  }

  get complete(): boolean {
    return this.names.every((name) => this.judge(name) === undefined);
  }

  /** What the button waits for: fields that are empty, and fields that are filled in wrong, each once and by its group's name. */
  get missing(): { empty: string[]; wrong: string[]; also: string[] } {
    const labels = (names: string[]) => [...new Set(names.map((name) => this.options.fields[name]!.group ?? this.options.fields[name]!.label))];
    const faulty = this.names.filter((name) => this.judge(name) !== undefined);
    const unticked = faulty.filter((name) => this.values[name] === false);
    const empty = labels(faulty.filter((name) => this.isEmpty(name) && !unticked.includes(name)));
    const wrong = labels(faulty.filter((name) => !this.isEmpty(name))).filter((label) => !empty.includes(label));
    return { empty, wrong, also: [...labels(unticked), ...(this.options.also?.() ?? [])] };
  }

  /** Sends when everything is filled in; else names what is not. Resolves to what succeeded. */
  async submit<T>(send: () => Promise<Outcome<T>>): Promise<T | undefined> {
    if (this.busy) {
      return undefined;
    }
    this.attempted = true;
    this.problem = undefined;
    this.refused = {};
    if (!this.complete) {
      this.showErrors();
      return undefined;
    }
    this.busy = true;
    this.host.requestUpdate();
    const { data, problem } = await send();
    this.busy = false;
    if (problem) {
      this.refuse(problem);
      return undefined;
    }
    this.attempted = false;
    this.host.requestUpdate();
    return data;
  }

  refuse(problem: Problem): void {
    const known = Object.entries(problem.errors ?? {}).filter(([name]) => name in this.values);
    this.refused = Object.fromEntries(known);
    this.problem = known.length > 0 ? undefined : problem;
    // What is about the whole is no judgement of a field; one may have been cleared since.
    this.attempted = known.length > 0;
    this.showErrors();
  }

  clear(...names: (keyof V & string)[]): void {
    for (const name of names) {
      this.values = { ...this.values, [name]: '' };
      this.touched.delete(name);
    }
    this.attempted = false;
    this.host.requestUpdate();
  }

  private get names(): string[] {
    return Object.keys(this.options.fields);
  }

  private isEmpty(name: string): boolean {
    const value = this.values[name];
    return value === false || (typeof value === 'string' && value.trim() === '');
  }

  private judge(name: string): string | undefined {
    const field = this.options.fields[name]!;
    const value = this.text(name);
    if (this.isEmpty(name)) {
      return field.optional || field.mayBeEmpty?.(this.values) ? undefined : field.empty ?? `${field.group ?? field.label}を入力してください`;
    }
    return field.check?.(value, this.values);
  }

  /** People and screen readers are taken to the summary, or to the message about the whole. */
  private showErrors(): void {
    this.host.requestUpdate();
    void this.host.updateComplete.then(() => this.host.querySelector<HTMLElement>('[data-alert]')?.focus());
  }
}
