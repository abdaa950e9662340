import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { cardPicture } from '../parts/icons.ts';
import { Page } from '../parts/page.ts';
import { isApp } from '../session/look.ts';

/** Long texts say where they lead back to; the app has its top bar for that. */
class ReadingPage extends Page {
  protected backButton() {
    return isApp ? nothing : html`<p class="actions-second"><button type="button" class="quiet" @click=${() => this.router.back('/')}>前の画面に戻る</button></p>`;
  }
}

@customElement('page-help-card')
export class HelpCardPage extends ReadingPage {
  protected override render() {
    return html`
      <article class="reading">
        <h1 tabindex="-1">資格情報の見かた</h1>
        <p class="lead">登録には<b>保険者番号・記号・番号</b>が必要です。健康保険証の新しい発行は2024年12月に終わりましたが、同じ番号が次の書類や画面で分かります。</p>
        <figure>${cardPicture}<figcaption>資格情報のお知らせの例。色のついたところを入力します。</figcaption></figure>
        <h2>どこに書かれているか</h2>
        <dl class="documents">
          <div><dt>資格情報のお知らせ</dt><dd>健康保険組合などから届くA4の紙、または電子の通知です。<b>記号・番号</b>が上の段に、<b>保険者番号</b>が下の段にあります。切り取って使うカードの部分にも同じ内容があります。</dd></div>
          <div><dt>資格確認書</dt><dd>マイナ保険証をお持ちでない方に届くカードまたは紙です。<b>記号・番号</b>は氏名の上、<b>保険者番号</b>は保険者の名称の近くにあります。</dd></div>
          <div><dt>マイナポータル</dt><dd>ログインして「健康保険証」を開くと、<b>保険者番号</b>、<b>記号</b>、<b>番号</b>、枝番が順に表示されます。</dd></div>
          <div><dt>以前の健康保険証</dt><dd>有効期限は2025年12月に終わりましたが、<b>記号・番号・保険者番号</b>が変わっていなければ、そのままご入力いただけます。</dd></div>
        </dl>
        <h2>照合に使う値</h2>
        <p>入力すると、欄の下に「照合に使う値」が表示されます。全角・半角や先頭の0の違いは、そろえてから照合します。</p>
        <div class="table"><table>
          <thead><tr><th scope="col">項目</th><th scope="col">書かれている値</th><th scope="col">照合に使う値</th></tr></thead>
          <tbody>
            <tr><th scope="row">記号</th><td>71-1234</td><td>1234（最後のハイフンより後ろ）</td></tr>
            <tr><th scope="row">記号</th><td>記載なし</td><td>なし（空欄のまま）</td></tr>
            <tr><th scope="row">番号</th><td>12345678</td><td>2345678（末尾の7桁）</td></tr>
            <tr><th scope="row">番号</th><td>0012345</td><td>12345（先頭の0は除く）</td></tr>
            <tr><th scope="row">保険者番号</th><td>０６１２３４５９</td><td>06123459（半角の6桁または8桁）</td></tr>
            <tr><th scope="row">氏名</th><td>ｹﾝｺﾑ ﾀﾛｳ</td><td>ケンコムタロウ</td></tr>
          </tbody></table></div>
        <h2>入力しないもの</h2>
        <p><b>枝番</b>（番号の後ろの2桁）と、二次元コードの内容は入力しません。特例退職被保険者の方は、新しい書類の保険者番号が以前と違うことがありますが、どちらでもご登録いただけます。</p>
        ${this.backButton()}
      </article>`;
  }
}

@customElement('page-help')
export class HelpPage extends ReadingPage {
  protected override render() {
    return html`
      <article class="reading">
        <h1 tabindex="-1">よくある質問</h1>
        <h2>登録について</h2>
        <details><summary>家族で1つのメールアドレスを使えますか</summary><p>いいえ。安全のため、お一人につき1つのメールアドレスが必要です。ご家族の分は、それぞれ別のアドレスでご登録ください。</p></details>
        <details><summary>会社のメールアドレスでなければいけませんか</summary><p>いいえ。個人のアドレスもお使いいただけます。長く使えるアドレスをおすすめします。</p></details>
        <details><summary>仮登録のメールが届きません</summary><p>迷惑メールのフォルダーと受信拒否の設定をご確認ください。送信から1分たつと、画面から再送信できます。再送信すると、以前のメールのリンクは使えなくなります。</p></details>
        <details><summary>リンクの有効期限が切れました</summary><p>お手数ですが、<a href="/register">新規登録</a>からもう一度お手続きください。</p></details>
        <h2>資格の確認について</h2>
        <details><summary>健康保険証がありません</summary><p>資格情報のお知らせ、資格確認書、マイナポータルの画面のどれかで同じ番号が分かります。<a href="/help/card">資格情報の見かた</a>をご覧ください。</p></details>
        <details><summary>正しく入力しているのに確認が取れません</summary>
          <ul><li>入力した内容が、書類の記載と違っている。</li><li>健康保険組合などから加入者のデータがまだ届いていない（ご加入から1〜2か月ほどかかることがあります）。</li><li>異動や再交付などで、記号・番号が変わった。</li></ul>
          <p>誤りがない場合は、照会の画面から「データが届くのを待つ」を選ぶと、届いたときにメールでお知らせします。</p></details>
        <details><summary>すでに登録されていると表示されます</summary><p>ご登録はお一人1回までです。以前のメールアドレスで<a href="/">ログイン</a>してください。<a href="/password-reset">パスワードの再設定</a>や、<a href="/login-id">登録したメールアドレスの確認</a>もできます。</p></details>
        <h2>ログインについて</h2>
        <details><summary>パスワードを忘れました</summary><p><a href="/password-reset">パスワードの再設定</a>から、再設定のメールをお送りします。</p></details>
        <details><summary>ログインIDを忘れました</summary><p><a href="/login-id">ログインIDを忘れた方</a>から、登録されているアドレスにお知らせします。そのアドレスをもう使えない場合は、お客様サポート（平日10時〜18時）がご本人を確認のうえお調べします。</p></details>
        ${this.backButton()}
      </article>`;
  }
}

@customElement('page-membership-terms')
export class MembershipTermsPage extends ReadingPage {
  protected override render() {
    return html`
      <article class="reading">
        <h1 tabindex="-1">kencom会員規約</h1>
        <h2>1 このサービスについて</h2><p>kencomは、サービスを導入した健康保険組合などの加入者と、提携する団体の方に、健康に関する情報と健診結果の閲覧を提供します。利用は無料です。通信にかかる費用はご負担ください。</p>
        <h2>2 会員登録</h2><p>登録できるのは、利用資格の確認が取れたご本人です。登録はお一人1回とし、正確な情報でご登録ください。</p>
        <h2>3 メールアドレスとパスワード</h2><p>メールアドレスとパスワードはご自身で管理し、ほかの人に使わせないでください。お心当たりのない利用に気づいたときは、すぐにパスワードを変更し、お客様サポートへご連絡ください。</p>
        <h2>4 してはいけないこと</h2><p>ほかの人になりすますこと、サービスの運営を妨げること、法令に反することはできません。これらがあったときは、利用を止めることがあります。</p>
        <h2>5 資格がなくなったとき</h2><p>健康保険組合などの資格がなくなったときや、組合がサービスの利用を終えたときは、利用できなくなります。</p>
        <h2>6 退会</h2><p>会員はいつでもマイページから退会できます。退会すると、お預かりした個人情報を削除します。</p>
        <h2>7 変更</h2><p>規約を変更するときは、事前にお知らせします。大切な変更では、あらためて同意をお願いします。</p>
        ${this.backButton()}
      </article>`;
  }
}

@customElement('page-privacy-notice')
export class PrivacyNoticePage extends ReadingPage {
  protected override render() {
    return html`
      <article class="reading">
        <h1 tabindex="-1">個人情報の取り扱いについて</h1>
        <h2>お預かりする情報</h2><p>メールアドレス、お名前（カナ）、生年月日、所属する健康保険組合などの名称をお預かりします。パスワードは元に戻せない形でのみ保管します。</p>
        <h2>照合にだけ使う情報</h2><p>保険者番号・記号・番号は、加入者データとの照合のために使い、照合のあとは保存しません。照合を「待つ」場合だけ、そのあいだ（最長90日）お預かりします。</p>
        <h2>使いみち</h2><p>ご本人の確認、ログイン、健診結果の表示、ご連絡、お問い合わせへの回答に使います。同意いただいた方には、お知らせのメールをお送りします。</p>
        <h2>第三者への提供</h2><p>法令による場合を除き、ご本人の同意なく第三者に提供しません。この画面では、ほかの会社の計測や広告の仕組みは使っていません。</p>
        <h2>保管と削除</h2><p>登録が完了しなかったときの入力内容は、手続きの期限が過ぎると削除します。退会したときは、お預かりした個人情報を削除します。</p>
        <h2>ご本人の権利</h2><p>ご自身の情報の開示、訂正、削除は、マイページまたはお客様サポート（平日10時〜18時）でお受けします。</p>
        ${this.backButton()}
      </article>`;
  }
}

@customElement('page-not-found')
export class NotFoundPage extends Page {
  protected override render() {
    return html`
      <div class="outcome"><h1 tabindex="-1">ページが見つかりません</h1>
        <p>アドレスが途中で切れているか、ページがなくなった可能性があります。</p><a class="button primary" href="/">トップページへ</a></div>`;
  }
}
