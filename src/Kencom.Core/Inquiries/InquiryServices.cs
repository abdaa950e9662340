using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Inquiries;

public static class InquiryServices
{
    public static IServiceCollection AddInquiries(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<InquiryOptions>().Bind(configuration.GetSection(InquiryOptions.Section));
        services.AddSingleton<InquiryStore>();
        services.AddSingleton<InquiryLinks>();
        services.AddSingleton<EndInquiries>();
        services.AddSingleton<MeasureInquiries>();

        services.AddTransient<StartInquiry>();
        services.AddSingleton<ConfirmInquiry>();
        services.AddSingleton<FindCurrentInquiry>();
        services.AddSingleton<WriteBack>();

        services.AddSingleton<ListInquiries>();
        services.AddSingleton<ShowInquiry>();
        services.AddSingleton<AssignInquiry>();
        services.AddSingleton<SaveDraft>();
        services.AddSingleton<AnswerInquiry>();
        services.AddSingleton<NoteInquiry>();
        services.AddSingleton<CloseInquiry>();

        services.AddSingleton<IMemberData, InquiriesOfMember>();
        services.AddSingleton<IMailComposer, ComposeInquiryReceived>();
        services.AddSingleton<IMailComposer, ComposeInquiryAnswer>();
        services.AddSweep<EndInquiries>(SweepGroups.Inquiries, "inquiries", end => end.SweepAsync);
        services.AddSweep<MeasureInquiries>(SweepGroups.Inquiries, "unanswered-inquiries", measure => measure.HandleAsync);
        return services;
    }
}
