import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { registrationApi } from '../api/registration.ts';
import { readableDate } from '../dates/calendar.ts';
import { birthDateFields, birthDateInputs } from '../forms/birth-date.ts';
import {
  cardFields, cardValues, comparedValues, emptyCard, insurerFields, insurerInput, kanaInput, nameFields, numberFields, numberInput, symbolInput, type CardForm,
} from '../forms/card-fields.ts';
import { submitButton, summary } from '../forms/fields.ts';
import { Form, type Field } from '../forms/form.ts';
import { eligibilityAnswer } from '../parts/answers.ts';
import { documentPicture } from '../parts/documents.ts';
import { CaptchaGate } from '../parts/captcha.ts';
import { Page } from '../parts/page.ts';
import { isApp } from '../session/look.ts';
import { memory, store } from '../session/store.ts';
import { followElsewhere, mayContinue, onePageAtATime } from './steps.ts';

/** One form over one page or two screens; what was typed is kept between them. */
class CardFormPage extends Page {
  protected form!: Form<CardForm>;

  protected use(fields: Partial<Record<keyof CardForm, Field<CardForm>>>): void {
    this.form = new Form<CardForm>(this, {
      id: 'card', initial: { ...emptyCard, ...store.get('card') }, fields, keep: (values) => store.set('card', { ...emptyCard, ...values }),
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (store.get('closed')) {
      this.router.go('/register/closed', { replace: true });
    } else {
      mayContinue(this.router);
    }
  }

  protected override firstUpdated(): void {
    if (memory.refusal) {
      this.form.refuse(memory.refusal);
      memory.refusal = undefined;
    }
  }

  protected async goOn(event: Event, path: string): Promise<void> {
    event.preventDefault();
    if (await this.form.submit(() => Promise.resolve({ data: true }))) {
      this.router.go(path);
    }
  }
}

/** PC STEP4, or the first screen of two: who the person is. */
@customElement('page-card')
export class CardPage extends CardFormPage {
  private readonly split = onePageAtATime();

  constructor() {
    super();
    this.use(this.split ? { ...nameFields, ...birthDateFields, ...insurerFields } : cardFields);
  }

  protected override render() {
    return html`
      <h1 tabindex="-1">資格情報の入力</h1>
      <p class="lead">書類に書かれている、ご本人の情報を入力してください。ご入力いただいた情報は、ご本人の確認のためにのみ使います。</p>
      <div class="beside">
        <form class="form panel" novalidate @submit=${(event: Event) => this.goOn(event, this.split ? '/register/card/numbers' : '/register/card/check')}>
          ${summary(this.form)}
          ${this.split
            ? html`${kanaInput(this.form)}${birthDateInputs(this.form)}${insurerInput(this.form)}`
            : html`<div class="pair">${symbolInput(this.form)}${numberInput(this.form)}</div>${insurerInput(this.form)}${kanaInput(this.form)}${birthDateInputs(this.form)}`}
          ${submitButton(this.form, this.split ? '記号・番号の入力に進む' : '入力内容を確認する', '確認しています')}
        </form>
        ${whereToLook()}
      </div>`;
  }
}

/** The manual's STEP2-4: the card's numbers. */
@customElement('page-card-numbers')
export class CardNumbersPage extends CardFormPage {
  constructor() {
    super();
    this.use(numberFields);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!store.get('card')?.kanaName) {
      this.router.go('/register/card', { replace: true });
    }
  }

  protected override render() {
    return html`
      <h1 tabindex="-1">記号・番号の入力</h1>
      <p class="lead">書類に書かれている、記号と番号を入力してください。</p>
      <div class="beside">
        <form class="form panel" novalidate @submit=${(event: Event) => this.goOn(event, '/register/card/check')}>
          ${summary(this.form)}
          ${symbolInput(this.form)}${numberInput(this.form)}
          ${submitButton(this.form, '入力内容を確認する', '確認しています')}
          ${isApp ? nothing : html`<p class="actions-second"><a class="button quiet" href="/register/card">戻る</a></p>`}
        </form>
        ${whereToLook()}
      </div>`;
  }
}

/** The values as they will be compared, then the check itself; a miss shows here what was compared, to be corrected first (EL-7). */
@customElement('page-card-check')
export class CardCheckPage extends Page {
  private readonly card: CardForm = { ...emptyCard, ...store.get('card') };
  @state() private missed = false;
  private readonly captcha = new CaptchaGate(this, 'eligibility');
  private readonly form = new Form(this, { id: 'check', initial: {}, fields: {}, also: () => this.captcha.missing });

  override connectedCallback(): void {
    super.connectedCallback();
    if (store.get('closed')) {
      this.router.go('/register/closed', { replace: true });
    } else if (mayContinue(this.router) && !comparedValues(this.card)) {
      this.router.go('/register/card', { replace: true });
    }
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const person = await this.captcha.submit(this.form, (captcha) => registrationApi.checkEligibility({ ...cardValues(this.card), captcha }));
    const { problem } = this.form;
    if (person) {
      store.set('confirmed', person);
      memory.notice = { kind: 'done', text: 'ご加入の確認が取れました。最終確認をして、登録を完了させましょう。' };
      this.router.go('/register/final');
    } else if (problem?.code === 'registration-closed') {
      store.set('closed', true);
      store.remove('card', 'confirmed');
      this.router.go('/register/closed', { replace: true });
    } else if (problem?.code === 'wrong-step' && problem.next) {
      await followElsewhere(this.router, problem.next);
    } else if (problem?.errors && Object.keys(problem.errors).length) {
      // A refused value is corrected where it is typed.
      memory.refusal = problem;
      const inNumbers = ['cardSymbol', 'cardNumber'].some((name) => problem.errors?.[name]);
      this.router.go(inNumbers && onePageAtATime() ? '/register/card/numbers' : '/register/card');
    } else {
      this.missed = problem?.code === 'eligibility-not-confirmed';
      await this.showAnew();
    }
  }

  protected override render() {
    const values = comparedValues(this.card);
    if (!values) {
      return html`<h1 tabindex="-1">入力内容の確認</h1>`;
    }
    const { problem } = this.form;
    const first = '/register/card';
    const numbers = onePageAtATime() ? '/register/card/numbers' : '/register/card';
    return html`
      <h1 tabindex="-1">${this.missed ? 'ご加入の確認ができませんでした' : '入力内容の確認'}</h1>
      ${problem ? eligibilityAnswer(problem, this.missed ? '考えられる原因' : problem.title) : html`<p class="lead">次の値で、ご加入を確認します。書類と同じかどうか、ご確認ください。</p>`}
      <form class="form panel" novalidate @submit=${this.send}>
        ${this.missed ? html`<h2>確認に使った値</h2>` : nothing}
        <dl class="facts changeable">
          ${fact('氏名', values.kanaName, first)}
          ${fact('生年月日', readableDate(values.birthDate), first)}
          ${fact('保険者番号', values.insurerNumber, first)}
          ${fact('記号', values.cardSymbol === '' ? '記載なし' : values.cardSymbol, numbers)}
          ${fact('番号', values.cardNumber, numbers)}
        </dl>
        ${this.missed
          ? html`
            <div class="actions"><a class="button primary" href=${first}>入力内容を直す</a></div>
            <div class="inset"><h3>入力に誤りがないときは</h3>
              <p>健康保険組合からの情報がまだ届いていないことがあります（ご加入から1〜2か月ほどかかります）。届くまで待ち、届いたときにメールで続きをご案内できます。</p>
              <p><a href="/register/wait">健康保険組合からの情報が届くまで待つ</a></p></div>`
          : html`${this.captcha.render()}${submitButton(this.form, '利用資格を確認する', '確認しています')}
            ${isApp ? nothing : html`<p class="actions-second"><a class="button quiet" href=${numbers}>戻る</a></p>`}`}
      </form>`;
  }
}

const fact = (name: string, value: string, path: string) => html`
  <div><dt>${name}</dt><dd><span class="exact">${value}</span><a href=${path} aria-label="変更：${name}">変更</a></dd></div>`;

const whereToLook = (): TemplateResult => {
  const document = store.get('document') ?? 'notice';
  return html`
    <aside class="where" aria-labelledby="where-title">
      <h2 id="where-title">どこを見ればよいか</h2>
      ${documentPicture(document)}
      <p><a href="/register/prepare">別の書類を選ぶ</a>　<a href="/help/card#${document}">資格情報の見かた</a></p>
    </aside>`;
};
