import { html, nothing, type TemplateResult } from 'lit';
import type { Problem } from '../api/client.ts';
import { readableWait } from '../dates/calendar.ts';
import { icons } from './icons.ts';

/** What the check of the card can answer besides yes, each with its way on (EL-7, EL-9 to EL-12). */
export function eligibilityAnswer(problem: Problem, title = problem.title): TemplateResult {
  const ways: Record<string, () => TemplateResult> = {
    'eligibility-not-confirmed': () => html`
      <p>${problem.detail}</p>
      <ul>${problem.possibleCauses?.map(({ text }) => html`<li>${text}</li>`)}</ul>
      <p>下の値を書類と見比べて、違うところを直してください。<a href="/help/card">どこを見ればよいか</a></p>
      <p>どの原因にも当てはまらないときは、<a href="/inquiry?about=card-miss">お問い合わせ</a>ください。</p>`,
    'eligibility-restricted': () => html`<p>${problem.detail}</p><p>利用の条件は、ご加入の健康保険組合などの案内をご確認ください。</p>`,
    'person-already-registered': () => html`
      <p>${problem.detail}</p>
      <ul class="ways">
        <li><a href="/sign-in">ログインする${icons.next}</a></li>
        <li><a href="/password-reset">パスワードを再設定する${icons.next}</a></li>
        <li><a href="/login-id">登録したメールアドレスを調べる${icons.next}</a></li>
        <li><a href="/inquiry?about=already-registered">お問い合わせ${icons.next}</a></li>
      </ul>`,
    'insurer-maintenance': () => html`
      <p>${problem.detail}</p>
      ${problem.retryAfter ? html`<p><b>${readableWait(problem.retryAfter)}</b>後に、もう一度お試しください。入力した内容はこの画面に残っています。</p>` : nothing}`,
    'registration-token-invalid': () => html`<p>${problem.detail}</p><p><a href="/register">登録をやり直す</a></p>`,
    'email-taken': () => html`<p>${problem.detail}</p><p><a href="/sign-in">ログインする</a></p>`,
  };
  return html`
    <div class="alert" role="alert" tabindex="-1" data-alert>
      ${problem.code === 'insurer-maintenance' ? icons.clock : icons.alert}
      <div><h2>${title}</h2>${ways[problem.code]?.() ?? html`
        <p>${problem.detail}</p>${problem.retryAfter ? html`<p>あと<b>${readableWait(problem.retryAfter)}</b>ほどで、もう一度お試しいただけます。</p>` : nothing}`}</div>
    </div>`;
}
