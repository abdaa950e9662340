using Kencom.Core.Checkups.Access;
using Kencom.Core.Checkups.Files;
using Kencom.Core.Checkups.PrintFiles;
using Kencom.Core.Checkups.Results;
using Kencom.Core.Checkups.SecretQuestions;
using Kencom.Core.Checkups.ViewingCodes;
using Kencom.Core.Files;
using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Checkups;

public static class CheckupServices
{
    public static IServiceCollection AddCheckups(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CheckupOptions>().Bind(configuration.GetSection(CheckupOptions.Section));
        services.AddSingleton<CheckupStore>();
        services.AddSingleton<ViewingCodeStore>();
        services.AddSingleton<GroupPersons>();
        services.AddSingleton<CheckupAccessStore>();
        services.AddSingleton<PersonsOfMember>();

        services.AddSingleton<FilePersons>();
        services.AddSingleton<CheckupHeadStore>();
        services.AddSingleton<KeptResults>();
        services.AddSingleton<ResultRetention>();
        services.AddSingleton<IFileContent, CheckupFiles>();
        services.AddSingleton<IFileContent, CodeFiles>();
        services.AddSingleton<CodeShares>();
        services.AddSingleton<ICarriedContent, CodesInRosters>();
        services.AddSingleton<PrintFileStore>();
        services.AddSingleton<PrintFileContacts>();
        services.AddSingleton<WritePrintFile>();
        services.AddSingleton<OpenPrintFile>();
        services.AddSingleton<MailPrintFileLink>();
        services.AddSingleton<IMailComposer, ComposePrintFileMail>();
        services.AddSingleton<ReissueViewingCode>();
        services.AddSingleton<TakeRosterCodes>();
        services.AddSingleton<ForgetInsurer>();
        services.AddSweep<KeptResults>(SweepGroups.Accounts, "kept-results", kept => kept.SweepAsync);
        services.AddSweep<ResultRetention>(SweepGroups.Accounts, "results", retention => retention.SweepAsync);
        services.AddSweep<PrintFileStore>(SweepGroups.Accounts, "print-files", files => files.SweepAsync);

        services.AddSingleton<VerifyViewingCode>();
        services.AddSingleton<SetSecretQuestion>();
        services.AddSingleton<UnlockCheckups>();
        services.AddSingleton<FindLocked>();
        services.AddSingleton<ViewCheckups>();
        services.AddSingleton<GiveMoreTries>();
        services.AddSingleton<IMemberData, ForgetCheckupAccess>();
        return services;
    }
}
