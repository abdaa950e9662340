import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { registrationApi } from '../api/registration.ts';
import { birthDate, birthDateFields, birthDateInputs, type BirthDateValues } from '../forms/birth-date.ts';
import { emptyCard, kanaInput, nameFields } from '../forms/card-fields.ts';
import { submitButton, summary } from '../forms/fields.ts';
import { Form } from '../forms/form.ts';
import { eligibilityAnswer } from '../parts/answers.ts';
import { notice } from '../parts/notice.ts';
import { Page } from '../parts/page.ts';
import { memory, store } from '../session/store.ts';
import { followElsewhere, mayContinue } from './steps.ts';

type Profile = BirthDateValues & { kanaName: string };

function kept(): Profile {
  const { kanaName, birthYear, birthMonth, birthDay } = { ...emptyCard, ...store.get('card') };
  return { kanaName, birthYear, birthMonth, birthDay };
}

/** A group's registration asks for the person only, not for a card (REG-7). */
@customElement('page-profile')
export class ProfilePage extends Page {
  private readonly notice = notice();

  private readonly form = new Form<Profile>(this, {
    id: 'profile',
    initial: kept(),
    fields: { kanaName: nameFields.kanaName, ...birthDateFields },
    keep: (values) => store.set('card', { ...emptyCard, ...values }),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    mayContinue(this.router);
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const { values } = this.form;
    const person = await this.form.submit(() => registrationApi.giveProfile({ kanaName: values.kanaName, birthDate: birthDate(values)! }));
    if (person) {
      store.set('confirmed', person);
      memory.notice = { kind: 'done', text: '入力を受け付けました。最終確認をして、登録を完了させましょう。' };
      this.router.go('/register/final');
    } else if (this.form.problem?.code === 'wrong-step' && this.form.problem.next) {
      await followElsewhere(this.router, this.form.problem.next);
    }
  }

  protected override render() {
    return html`
      ${this.notice}
      <h1 tabindex="-1">お名前と生年月日</h1>
      <p class="lead">団体からのご案内で登録される方は、お名前と生年月日だけをお伺いします。</p>
      <form class="form panel" novalidate @submit=${this.send}>
        ${this.form.problem ? eligibilityAnswer(this.form.problem) : summary(this.form)}
        ${kanaInput(this.form)}${birthDateInputs(this.form)}
        ${submitButton(this.form, '確認画面へ', '確認しています')}
      </form>`;
  }
}
