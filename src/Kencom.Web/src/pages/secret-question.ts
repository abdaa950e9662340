import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { checkupsApi } from '../api/checkups.ts';
import type { Problem } from '../api/client.ts';
import { pageOf } from '../checkups/verification.ts';
import { choice } from '../forms/choices.ts';
import { field, problem, submitButton, summary } from '../forms/fields.ts';
import { Form } from '../forms/form.ts';
import { icons } from '../parts/icons.ts';
import { notice } from '../parts/notice.ts';
import { Page } from '../parts/page.ts';
import { isApp } from '../session/look.ts';
import { session } from '../session/member.ts';
import { memory } from '../session/store.ts';

/** The same two screens set the question for the first time and change it later; only the way back differs. */
const changing = () => location.pathname.startsWith('/me/secret-question');
const base = () => (changing() ? '/me/secret-question' : '/me/checkups/question');

/** Another step is due, in another tab perhaps. */
function follow(page: Page, problem: Problem | undefined): void {
  if (problem?.code === 'wrong-step') {
    memory.notice = { kind: 'info', text: '先に、この手順が必要です。' };
    page.router.go(pageOf(problem.next), { replace: true });
  }
}

/** The manual's STEP2: a question from the list, and its answer. */
@customElement('page-secret-question')
export class SecretQuestionPage extends Page {
  private readonly notice = notice();
  @state() private questions: readonly { id: string; text: string }[] = [];
  @state() private problem?: Problem;
  private readonly form = new Form(this, {
    id: 'secret',
    initial: { questionId: memory.secret?.questionId ?? '', answer: memory.secret?.answer ?? '' },
    fields: { questionId: { label: '秘密の質問', empty: '秘密の質問を選択してください' }, answer: { label: '秘密の質問の答え' } },
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.ready = this.load();
  }

  private async load(): Promise<void> {
    const { data, problem } = await checkupsApi.secretQuestions();
    this.questions = data?.questions ?? [];
    this.problem = problem;
    if (memory.refusal?.code === 'secret-answer-refused') {
      this.form.refuse(memory.refusal);
      memory.refusal = undefined;
    }
  }

  private async next(event: Event): Promise<void> {
    event.preventDefault();
    const question = this.questions.find(({ id }) => id === this.form.values.questionId);
    const filled = await this.form.submit(() => Promise.resolve({ data: this.form.values }));
    if (filled && question) {
      memory.secret = { ...filled, text: question.text };
      this.router.go(`${base()}/confirm`);
    }
  }

  protected override render() {
    return html`
      ${this.notice}
      <h1 tabindex="-1">${changing() ? '秘密の質問の変更' : '秘密の質問の設定'}</h1>
      <p class="lead">次からは、ログインしたあとに、この質問に答えて健診結果を開きます。質問を選び、答えを入力してください。</p>
      ${this.problem ? html`${problem(this.problem)}<div class="actions"><button type="button" class="primary" @click=${() => void this.load()}>もう一度読み込む</button></div>` : html`
        <form class="form panel" novalidate @submit=${this.next}>
          ${summary(this.form)}
          ${choice(this.form, 'questionId', { label: '秘密の質問', choices: this.questions })}
          ${field(this.form, 'answer', {
            label: '秘密の質問の答え', autocomplete: 'off', maxlength: 100, width: 'name',
            hint: '覚えやすく、ほかの人には分からない答えにしてください。よくある答えや、ご自分のお名前・生年月日は使えません。' })}
          <p class="hint">全角・半角、ひらがな・カタカナの違いや、前後の空白は、答えるときに気にする必要はありません。</p>
          ${submitButton(this.form, '確認画面へ', '')}
        </form>`}
      ${isApp || !changing() ? nothing : html`<p class="aside-note"><a href="/me/checkups">健診結果へ戻る</a></p>`}`;
  }
}

/** The manual's STEP3: the question, its answer hidden, and the setting. */
@customElement('page-secret-question-confirm')
export class SecretQuestionConfirmPage extends Page {
  private readonly secret = memory.secret;
  private readonly form = new Form(this, { id: 'secret-confirm', initial: {}, fields: {} });

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.secret) {
      // After a reload the answer is gone, on purpose.
      this.router.go(base(), { replace: true });
    }
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const { questionId, answer } = this.secret!;
    const set = await this.form.submit(async () => {
      const { problem } = await checkupsApi.setSecretQuestion({ questionId, answer });
      return problem ? { problem } : { data: true };
    });
    if (set) {
      memory.secret = undefined;
      await session.load();
      memory.notice = { kind: 'done', text: changing() ? '秘密の質問を変更しました。' : '秘密の質問を設定しました。' };
      this.router.go('/me/checkups', { replace: true });
    } else if (this.form.problem?.code === 'secret-answer-refused') {
      memory.refusal = this.form.problem;
      this.router.back(base());
    } else {
      follow(this, this.form.problem);
    }
  }

  protected override render() {
    return html`
      <h1 tabindex="-1">秘密の質問の確認</h1>
      <p class="lead">以下の内容で間違いはありませんか？ 間違いなければ「設定完了」を押してください。</p>
      <form class="form panel" novalidate @submit=${this.send}>
        ${summary(this.form)}
        <dl class="facts">
          <div><dt>秘密の質問</dt><dd>${this.secret?.text}</dd></div>
          <div><dt>秘密の質問の答え</dt><dd><span aria-hidden="true">••••••••</span><span class="hint">（安全のため、表示していません）</span></dd></div>
        </dl>
        ${submitButton(this.form, '設定完了', '設定しています')}
        ${isApp ? nothing : html`<p class="actions-second"><a class="button quiet" href=${base()}>戻る</a></p>`}
      </form>`;
  }
}

/** In a new session: the answer opens the results (CK-4). */
@customElement('page-secret-answer')
export class SecretAnswerPage extends Page {
  private readonly notice = notice();
  @state() private question?: string;
  @state() private locked = false;
  private readonly form = new Form(this, { id: 'answer', initial: { answer: '' }, fields: { answer: { label: '秘密の質問の答え' } } });

  override connectedCallback(): void {
    super.connectedCallback();
    this.ready = this.load();
  }

  /** The refusal to show the results says what opens them, and which question was chosen. */
  private async load(): Promise<void> {
    const { data, problem } = await checkupsApi.list();
    if (data || (problem.code === 'results-locked' && problem.next !== 'secret-answer')) {
      this.router.go(pageOf(problem?.next), { replace: true });
    } else {
      this.question = problem.question;
      if (problem.code !== 'results-locked') {
        this.form.refuse(problem);
      }
    }
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const opened = await this.form.submit(async () => {
      const { problem } = await checkupsApi.unlock(this.form.values.answer);
      return problem ? { problem } : { data: true };
    });
    if (opened) {
      await session.load();
      this.router.go('/me/checkups', { replace: true });
    } else if (this.form.problem?.code === 'results-locked' || this.form.problem?.attemptsLeft === 0) {
      this.locked = true;
      await this.showAnew();
    } else if (this.form.problem?.code === 'secret-answer-wrong') {
      this.form.clear('answer');
    }
  }

  protected override render() {
    if (this.locked) {
      return this.renderLocked();
    }
    return html`
      ${this.notice}
      <h1 tabindex="-1">秘密の質問</h1>
      <p class="lead">健診結果を開くため、秘密の質問に答えてください。</p>
      <form class="form panel" novalidate @submit=${this.send}>
        ${summary(this.form)}
        ${this.question ? html`<dl class="facts"><div><dt>秘密の質問</dt><dd>${this.question}</dd></div></dl>` : nothing}
        ${field(this.form, 'answer', { label: '秘密の質問の答え', autocomplete: 'off', maxlength: 100, width: 'name' })}
        ${submitButton(this.form, '健診結果を開く', '確認しています')}
      </form>
      <p class="aside-note">答えを忘れたときは、健診閲覧コードで本人確認をやり直せます。<a href="/me/checkups/code">健診閲覧コードを入力する</a></p>`;
  }

  private renderLocked() {
    return html`
      <div class="outcome"><span class="emblem warning">${icons.lock}</span><h1 tabindex="-1" data-alert>秘密の質問では開けなくなりました</h1>
        <p>誤りが5回続いたため、安全のためロックしました。健診閲覧コードで本人確認をやり直すと、秘密の質問を決め直して、健診結果を開けます。</p>
        <a class="button primary" href="/me/checkups/code">健診閲覧コードを入力する</a>
        <p><a href="/inquiry?about=answer-locked">健診閲覧コードがお手元にないときは、お問い合わせください</a></p></div>`;
  }
}
