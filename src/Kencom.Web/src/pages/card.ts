import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api } from '../api/client.ts';
import { birthDateFields, birthDateInputs } from '../forms/birth-date.ts';
import {
  cardFields, cardValues, emptyCard, insurerFields, insurerInput, kanaInput, nameFields, numberFields, numberInput, symbolInput, type CardForm,
} from '../forms/card-fields.ts';
import { submitButton, summary } from '../forms/fields.ts';
import { Form, type Field } from '../forms/form.ts';
import { eligibilityAnswer } from '../parts/answers.ts';
import { cardPicture } from '../parts/icons.ts';
import { notice } from '../parts/notice.ts';
import { Page } from '../parts/page.ts';
import { isApp } from '../session/look.ts';
import { memory, store } from '../session/store.ts';
import { pathOf } from './activate.ts';

/** One form over one page (web) or two screens (app); what was typed is kept between them. */
class CardFormPage extends Page {
  protected readonly notice = notice();
  @state() private leaving = false;
  protected form!: Form<CardForm>;

  protected use(fields: Partial<Record<keyof CardForm  , Field<CardForm>>>): void {
    this.form = new Form<CardForm>(this, {
      id: 'card', initial: { ...emptyCard, ...store.get('card') }, fields, keep: (values) => store.set('card', { ...emptyCard, ...values }),
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!store.get('continuing')) {
      this.router.go('/register', { replace: true });
    }
  }

  protected override firstUpdated(): void {
    if (memory.refusal) {
      this.form.refuse(memory.refusal);
      memory.refusal = undefined;
    }
  }

  protected async check(): Promise<void> {
    const person = await this.form.submit(() => api.checkEligibility(cardValues(this.form.values)));
    if (person) {
      store.set('confirmed', person);
      memory.notice = 'ご加入の確認が取れました。最終確認をして、登録を完了させましょう。';
      this.router.go('/register/final');
    } else if (this.form.problem?.code === 'wrong-step' && this.form.problem.next && this.form.problem.next !== 'eligibility') {
      this.router.go(pathOf(this.form.problem.next), { replace: true });
    }
  }

  private async leaveWaiting(): Promise<void> {
    this.leaving = true;
    const { data, problem } = await api.leaveWaiting();
    this.leaving = false;
    if (problem) {
      this.form.refuse(problem);
      return;
    }
    store.set('waitingUntil', data.waitingUntil ?? '');
    this.router.go('/register/waiting');
  }

  protected renderAnswer(): TemplateResult {
    const { problem } = this.form;
    return problem ? eligibilityAnswer(problem, { busy: this.leaving, leave: () => void this.leaveWaiting() }) : summary(this.form);
  }
}

/** PC STEP4, or the app's STEP2-2: who the person is. */
@customElement('page-card')
export class CardPage extends CardFormPage {
  constructor() {
    super();
    this.use(isApp ? { ...nameFields, ...birthDateFields, ...insurerFields } : cardFields);
  }

  private async next(event: Event): Promise<void> {
    event.preventDefault();
    if (!isApp) {
      await this.check();
    } else if (await this.form.submit(() => Promise.resolve({ data: true }))) {
      this.router.go('/register/card/numbers');
    }
  }

  protected override render() {
    return html`
      ${this.notice}
      <h1 tabindex="-1">${isApp ? '資格情報の入力' : '資格確認'}</h1>
      <p class="lead">${isApp ? '資格情報のお知らせなどに書かれている、ご本人の情報を入力してください。' : '利用資格を照会するため、ご本人の情報を入力してください。ご入力いただいた情報は、ご本人の確認のためにのみ使います。'}</p>
      <div class="beside">
        <form class="form panel" novalidate @submit=${this.next}>
          ${this.renderAnswer()}
          ${isApp
            ? html`${kanaInput(this.form)}${birthDateInputs(this.form)}${insurerInput(this.form)}`
            : html`<div class="pair">${symbolInput(this.form)}${numberInput(this.form)}</div>${insurerInput(this.form)}${kanaInput(this.form)}${birthDateInputs(this.form)}`}
          ${isApp ? submitButton(this.form, '記号・番号入力に進む', '確認しています') : submitButton(this.form, '利用資格を照会する', '照会しています')}
        </form>
        ${whereToLook()}
      </div>`;
  }
}

/** The app's STEP2-4: the card's numbers, then the check. */
@customElement('page-card-numbers')
export class CardNumbersPage extends CardFormPage {
  constructor() {
    super();
    this.use(numberFields);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!isApp || !store.get('card')?.kanaName) {
      this.router.go('/register/card', { replace: true });
    }
  }

  private async next(event: Event): Promise<void> {
    event.preventDefault();
    const others = ['kanaName', 'birthDate', 'insurerNumber'];
    const form = this.form;
    await this.check();
    // A refused value of the screen before is corrected there.
    if (form.problem?.errors && others.some((name) => form.problem?.errors?.[name])) {
      memory.refusal = form.problem;
      this.router.back('/register/card');
    }
  }

  protected override render() {
    return html`
      <h1 tabindex="-1">資格情報の入力</h1>
      <p class="lead">記号と番号を入力してください。</p>
      <div class="beside">
        <form class="form panel" novalidate @submit=${this.next}>
          ${this.renderAnswer()}
          ${symbolInput(this.form)}${numberInput(this.form)}
          ${submitButton(this.form, '利用資格を照会する', '照会しています')}
        </form>
        ${whereToLook()}
      </div>`;
  }
}

const whereToLook = () => html`
  <aside class="where" aria-labelledby="where-title">
    <h2 id="where-title">どこを見ればよいか</h2>
    ${isApp ? nothing : cardPicture}
    <p>資格情報のお知らせ、資格確認書、マイナポータル、以前の健康保険証の<b>どれでも</b>同じ番号が書かれています。</p>
    <p><a href="/help/card">資格情報の見かた</a></p>
  </aside>`;
