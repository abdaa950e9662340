using Kencom.Core.Mail;
using Kencom.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Members;

public static class MemberServices
{
    public static IServiceCollection AddMembers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MemberOptions>().BindConfiguration(MemberOptions.Section);
        services.AddSingleton<ClaimStore>();
        services.AddSingleton<FindPerson>();
        services.AddSingleton<MemberNames>();
        services.AddSingleton<IMemberData>(provider => provider.GetRequiredService<MemberNames>());
        services.AddSingleton<MemberStore>();
        services.AddSingleton<InvitationStore>();

        services.AddSingleton<FindMember>();
        services.AddSingleton<ChangePassword>();
        services.AddSingleton<RequestEmailChange>();
        services.AddSingleton<ConfirmEmailChange>();
        services.AddSingleton<CheckEmailChangeLink>();
        services.AddSingleton<SetNewsletter>();
        services.AddSingleton<ViewInvitation>();
        services.AddTransient<RemindLoginId>();
        services.AddSingleton<RemoveMember>();
        services.AddSingleton<Leave>();
        services.AddSingleton<IMailComposer, ComposeEmailChangeMail>();
        services.AddSingleton<IMailComposer, ComposeEmailChangedMail>();
        services.AddSingleton<IMailComposer, ComposeMembershipEndedMail>();
        services.AddSingleton<IMailComposer, ComposeLoginIdReminderMail>();
        services.AddSingleton<IMailComposer, ComposeSignInWarningMail>();
        services.AddSingleton<IMailComposer, ComposePasswordChangedMail>();
        services.AddSweep<RemoveMember>(SweepGroups.Accounts, "leaving", remove => remove.SweepAsync);
        services.AddSweep<ConfirmEmailChange>(SweepGroups.Accounts, "email-changes", confirm => confirm.SweepAsync);
        return services;
    }
}
