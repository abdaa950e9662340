import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, type AnswerHours, type Member, type Problem } from '../api/client.ts';
import { inquiriesApi } from '../api/inquiries.ts';
import { dayWords } from '../checkups/words.ts';
import { readableDate } from '../dates/calendar.ts';
import { birthDate, birthDateInputs } from '../forms/birth-date.ts';
import { choice, longText } from '../forms/choices.ts';
import { checkbox, field, problem, submitButton, summary } from '../forms/fields.ts';
import { Form } from '../forms/form.ts';
import { aboutOf, type InquiryKind } from '../inquiries/about.ts';
import { deviceOf } from '../inquiries/device.ts';
import { inquiryFields, mostCharacters, type InquiryDraft, type InquiryForm } from '../inquiries/fields.ts';
import { CaptchaGate } from '../parts/captcha.ts';
import { icons } from '../parts/icons.ts';
import { notice } from '../parts/notice.ts';
import { Page } from '../parts/page.ts';
import { isApp } from '../session/look.ts';
import { session } from '../session/member.ts';
import { memory, store } from '../session/store.ts';
import '../styles/inquiry.css';

const empty: InquiryDraft = {
  kanaName: '', email: '', emailConfirmation: '', insurerName: '', birthYear: '', birthMonth: '', birthDay: '', kind: '', text: '',
  appVersion: '', phone: '', osVersion: '', browser: '', accepted: false,
};

/** What is known of who is signed in is not asked for again. */
function valuesOf({ kanaName, email, insurerName, birthDate }: Member): Partial<InquiryDraft> {
  const [birthYear = '', birthMonth = '', birthDay = ''] = (birthDate ?? '').split('-').map((part) => part.replace(/^0/, ''));
  return {
    kanaName, email, emailConfirmation: email,
    ...(insurerName && { insurerName }),
    ...(birthDate && { birthYear, birthMonth, birthDay }),
  };
}

/** 平日10時〜18時, and the next day of it: as the API says. */
const hours = ({ from, to, nextOn }: AnswerHours) => {
  const hour = (time: string) => `${Number(time.split(':')[0])}時`;
  return html`受付時間は平日の${hour(from)}から${hour(to)}までです。次にお答えできるのは<b>${dayWords(nextOn)}（${weekday(nextOn)}）</b>です。`;
};

const weekday = (date: string) => new Intl.DateTimeFormat('ja-JP', { weekday: 'short', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));

/** The manual's form. Card numbers are not asked for: the law forbids it (INQ-3). */
@customElement('page-inquiry')
export class InquiryPage extends Page {
  private readonly notice = notice();
  @state() private kinds: readonly { id: InquiryKind; text: string }[] = [];
  @state() private answers?: AnswerHours;
  @state() private problem?: Problem;
  private readonly form = new Form<InquiryForm>(this, {
    id: 'inquiry',
    initial: this.initial(),
    fields: inquiryFields,
    keep: (values) => store.set('inquiry', values),
  });
  private readonly clear = () => this.forget();

  override connectedCallback(): void {
    super.connectedCallback();
    session.addEventListener('ended', this.clear);
    this.ready = this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    session.removeEventListener('ended', this.clear);
  }

  /** A link that says what it is about goes before what was typed earlier; the person's own words are never replaced. */
  private initial(): InquiryForm {
    const kept = store.get('inquiry');
    const about = aboutOf(location.search);
    const device = { ...deviceOf(navigator.userAgent), appVersion: globalThis.kencomApp?.version ?? '' };
    return {
      ...empty, ...device, ...(session.member && valuesOf(session.member)), ...kept,
      ...(about && { kind: about.kind, text: kept?.text || (about.context && `${about.context}\n`) }),
    };
  }

  private async load(): Promise<void> {
    const [{ data, problem }] = await Promise.all([inquiriesApi.kinds(), session.known ? undefined : session.load()]);
    this.kinds = data?.kinds ?? [];
    this.answers = data?.answers;
    this.problem = problem;
    if (session.member && this.form.text('email') === '') {
      this.form.values = { ...this.form.values, ...valuesOf(session.member) };
    }
    if (memory.refusal) {
      this.form.refuse(memory.refusal);
      memory.refusal = undefined;
    }
  }

  /** The session ended while the page was open: what came from it goes from the screen; the person's own words stay. */
  private forget(): void {
    const { kind, text } = this.form.values;
    this.form.values = { ...empty, kind, text };
    store.remove('inquiry');
    this.requestUpdate();
  }

  private async next(event: Event): Promise<void> {
    event.preventDefault();
    const filled = await this.form.submit(() => Promise.resolve({ data: this.form.values }));
    if (filled) {
      store.set('inquiry', filled);
      this.router.go('/inquiry/check');
    }
  }

  protected override render() {
    const { form } = this;
    const device = ['appVersion', 'phone', 'osVersion', 'browser'].filter((name) => form.text(name) !== '').length;
    return html`
      ${this.notice}
      <h1 tabindex="-1">お問い合わせ</h1>
      <p class="lead">お客様サポートがメールでお答えします。${this.answers ? hours(this.answers) : nothing}</p>
      ${this.problem ? problem(this.problem) : nothing}
      <form class="form panel" novalidate @submit=${this.next}>
        ${summary(form)}
        ${choice(form, 'kind', { label: 'お問い合わせの種類', choices: this.kinds })}
        ${form.values.kind === 'viewing-code' ? this.renderReissue() : nothing}
        ${longText(form, 'text', {
          label: 'お問い合わせ内容', most: mostCharacters,
          hint: html`<b>記号・番号・保険者番号・個人番号（マイナンバー）、パスワードは書かないでください。</b>書かれていても、番号は伏せて保存します。` })}
        ${field(form, 'kanaName', { label: '氏名（全角カナ）', autocomplete: 'off', maxlength: 200, width: 'name', hint: '例：ケンコムタロウ' })}
        <div class="pair">
          ${field(form, 'email', { label: 'メールアドレス', type: 'email', inputmode: 'email', autocomplete: 'email', autocapitalize: 'off' })}
          ${field(form, 'emailConfirmation', { label: 'メールアドレス（確認用）', type: 'email', inputmode: 'email', autocomplete: 'email', autocapitalize: 'off' })}
        </div>
        ${field(form, 'insurerName', { label: '健康保険組合名', autocomplete: 'organization', maxlength: 200, width: 'name', hint: '団体（健診機関など）から紹介された方は、その団体の名称をご記入ください。' })}
        ${birthDateInputs(form)}
        <details class="codes"><summary>お使いの端末について（任意）${device ? `　${device}件入力済み` : ''}</summary>
          <p class="hint">画面の表示や動きについてのお問い合わせのときに役立ちます。分かる範囲で結構です。</p>
          ${field(form, 'appVersion', { label: 'kencomアプリのバージョン', autocomplete: 'off', width: 'number', hint: '例：2.1.0' })}
          ${field(form, 'phone', { label: 'スマートフォンの端末名', autocomplete: 'off', width: 'name', hint: '例：iPhone 15' })}
          ${field(form, 'osVersion', { label: 'スマートフォンのOSのバージョン', autocomplete: 'off', width: 'name', hint: '例：iOS 18.5' })}
          ${field(form, 'browser', { label: 'ブラウザー', autocomplete: 'off', width: 'name', hint: '例：Safari' })}
        </details>
        <div class="consent">
          ${checkbox(form, 'accepted', '個人情報の取り扱いについて同意する')}
          <p class="hint">入力いただいた情報は、<a href="/terms/privacy">個人情報の取り扱いについて</a>に書かれた目的以外には使いません。</p>
        </div>
        ${submitButton(form, '入力内容を確認する', '')}
      </form>
      <section class="panel" aria-labelledby="soon">
        <h2 id="soon">すぐに解決できることがあります</h2>
        <ul class="ways">
          <li><a href="/help#mail">仮登録メールが届かない${icons.next}</a></li>
          <li><a href="/help/card">記号・番号・保険者番号が分からない${icons.next}</a></li>
          <li><a href="/password-reset">パスワードを忘れた${icons.next}</a></li>
          <li><a href="/login-id">ログインIDを忘れた${icons.next}</a></li>
        </ul>
      </section>
      ${isApp ? nothing : html`<p class="actions-second"><button type="button" class="quiet" @click=${() => this.router.back('/')}>前の画面に戻る</button></p>`}`;
  }

  /** The manual's Q4: how an application goes on. */
  private renderReissue() {
    return html`
      <div class="inset"><h2>健診閲覧コードの再発行</h2>
        <p>${session.member
          ? html`ログイン中のため、このお問い合わせを送信すると、再発行のお申し込みが完了します。`
          : html`送信後に届くメールのリンクを開いて、お申し込みを確定してください。<a href="/sign-in?return=%2Finquiry%3Fabout%3Dcode-lost">ログイン</a>してから送信すると、この手順は要りません。`}</p>
        <p>お客様サポートがご本人を確認したあと、健康保険組合などからハガキなどでお届けします。お手元に届くまで、半月から1か月ほどかかります。以前の健診閲覧コードは使えなくなります。</p></div>`;
  }
}

/** What was typed, before it is sent. */
@customElement('page-inquiry-check')
export class InquiryCheckPage extends Page {
  private readonly draft = store.get('inquiry');
  @state() private kind = '';
  private privacy?: string;
  private readonly form = new Form(this, { id: 'inquiry-check', initial: {}, fields: {}, also: () => this.captcha.missing });
  private readonly captcha: CaptchaGate = new CaptchaGate(this, 'inquiry');

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.draft?.accepted) {
      this.router.go('/inquiry', { replace: true });
      return;
    }
    // There is nothing to fill in here whose touch would start it.
    this.captcha.start();
    this.ready = this.load();
  }

  private async load(): Promise<void> {
    const [terms, kinds] = await Promise.all([api.terms(), inquiriesApi.kinds()]);
    this.privacy = terms.data?.privacy;
    this.kind = kinds.data?.kinds.find(({ id }) => id === this.draft!.kind)?.text ?? '';
    const failed = terms.problem ?? kinds.problem;
    if (failed) {
      this.form.refuse(failed);
    }
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const draft = this.draft!;
    if (this.privacy === undefined) {
      await this.load();
    }
    const privacy = this.privacy;
    if (privacy === undefined) {
      return;
    }
    const optional = (text: string) => text.trim() || null;
    const sent = await this.captcha.submit(this.form, (captcha) => inquiriesApi.start({
      kanaName: draft.kanaName, email: draft.email.trim(), emailConfirmation: draft.emailConfirmation.trim(), insurerName: draft.insurerName.trim(),
      birthDate: birthDate(draft)!, kind: draft.kind as InquiryKind, text: draft.text.trim(),
      appVersion: optional(draft.appVersion), phone: optional(draft.phone), osVersion: optional(draft.osVersion), browser: optional(draft.browser),
      acceptedPrivacy: privacy, captcha,
    }));
    if (sent) {
      store.remove('inquiry');
      memory.inquiry = { ...sent, email: draft.email.trim(), application: draft.kind === 'viewing-code', signedIn: session.member !== undefined };
      this.router.go('/inquiry/sent', { replace: true });
    } else if (this.form.problem?.code === 'terms-outdated') {
      this.privacy = this.form.problem.currentTerms?.privacy;
    } else if (Object.keys(this.form.problem?.errors ?? {}).length) {
      memory.refusal = this.form.problem;
      this.router.back('/inquiry');
    }
  }

  protected override render() {
    const { draft } = this;
    if (!draft) {
      return html`<h1 tabindex="-1">入力内容の確認</h1>`;
    }
    const fact = (label: string, value: string, style = '') => (value ? html`<div><dt>${label}</dt><dd class=${style}>${value}</dd></div>` : nothing);
    return html`
      <h1 tabindex="-1">入力内容の確認</h1>
      <p class="lead">以下の内容で送信します。お答えはメールでお送りしますので、メールアドレスをよくご確認ください。</p>
      <form class="form panel" novalidate @submit=${this.send}>
        ${this.form.problem?.code === 'terms-outdated'
          ? problem(this.form.problem, html`<p><a href="/terms/privacy">個人情報の取り扱いについて</a>をお読みいただき、同意される場合は、もう一度送信してください。</p>`)
          : summary(this.form)}
        <dl class="facts">
          ${fact('お問い合わせの種類', this.kind)}
          ${fact('お問い合わせ内容', draft.text.trim(), 'as-typed')}
          ${fact('氏名', draft.kanaName, 'exact')}
          ${fact('メールアドレス', draft.email, 'exact')}
          ${fact('健康保険組合名', draft.insurerName)}
          ${fact('生年月日', birthDate(draft) ? readableDate(birthDate(draft)!) : '')}
          ${fact('アプリのバージョン', draft.appVersion)}${fact('端末名', draft.phone)}${fact('OSのバージョン', draft.osVersion)}${fact('ブラウザー', draft.browser)}
          ${fact('個人情報の取り扱い', '同意する')}
        </dl>
        ${this.captcha.render()}
        ${submitButton(this.form, '送信する', this.captcha.state === 'working' ? '確認が終わるのを待っています' : '送信しています')}
        ${isApp ? nothing : html`<p class="actions-second"><a class="button quiet" href="/inquiry">入力内容を直す</a></p>`}
      </form>`;
  }
}

/** The number, and when support answers; the same for every address (CK-6). */
@customElement('page-inquiry-sent')
export class InquirySentPage extends Page {
  private readonly sent = memory.inquiry;

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.sent) {
      this.router.go('/inquiry', { replace: true });
    }
  }

  protected override render() {
    if (!this.sent) {
      return html`<h1 tabindex="-1">お問い合わせ</h1>`;
    }
    const { inquiryNumber, answers, email, application, signedIn } = this.sent;
    return html`
      <div class="outcome"><span class="emblem">${icons.check}</span><h1 tabindex="-1">お問い合わせを受け付けました</h1>
        <p>受付番号</p><p class="inquiry-number exact">${inquiryNumber}</p>
        <p>この番号を、次のメールアドレスにもお送りします。</p><p class="exact">${email}</p>
        <p>${hours(answers)}順に、メールでお答えします。</p></div>
      ${application ? html`
        <section class="panel" aria-labelledby="application-title"><h2 id="application-title">健診閲覧コードの再発行</h2>
          <p>${signedIn
            ? html`再発行のお申し込みは完了しました。健康保険組合などからお手元に届くまで、半月から1か月ほどかかります。`
            : html`<b>お申し込みは、まだ完了していません。</b>会員のメールアドレスで、ご登録の内容と一致する場合は、メールに確定のためのリンクがあります。7日以内に開いて、お申し込みを確定してください。`}</p></section>` : nothing}
      <p class="hint with-icon">${icons.mail}<span>メールは <b class="exact">${__DEPLOYMENT__.mailDomain}</b> から届きます。届かないときは、迷惑メールのフォルダーをご確認ください。</span></p>
      <div class="actions"><a class="button secondary" href=${session.member ? '/me' : '/'}>${session.member ? 'マイページへ' : 'トップページへ'}</a></div>`;
  }
}
