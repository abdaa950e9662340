using System.Collections.Immutable;
using Kencom.Core.Mail;
using Kencom.Core.Security;

namespace Kencom.Core.Inquiries;

/// <summary>An inquiry as staff see it.</summary>
/// <param name="Mails">What became of the mails about it, the newest first: support sees where an answer has not arrived.</param>
public sealed record ShownInquiry(InquiryThread Thread, IReadOnlyList<StoredMail> Mails);

/// <summary>One inquiry with all that was written, for staff; who reads it is seen by colleagues who have it open, too (INQ-2).</summary>
/// <remarks>Storage calls: the audit log 3, the opening 2, the inquiry 2, its mails 1.</remarks>
public sealed class ShowInquiry(AuditLog audit, InquiryStore inquiries, MailOutbox mails, TimeProvider clock)
{
    private const int MostMails = 20;

    /// <summary>The latest readers that are kept.</summary>
    private const int MostOpenings = 20;

    public async Task<Result<ShownInquiry>> HandleAsync(StaffAct act, string number, CancellationToken cancellationToken)
    {
        if (!InquiryNumber.IsNumber(number))
        {
            return Errors.NotFound;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await audit.AddAsync(act.Entry("show-inquiry", number));
        var now = clock.GetUtcNow();
        var opened = await inquiries.ChangeAsync(number, inquiry => new InquiryChange(inquiry with { Openings = With(inquiry.Openings, act.Who, now) }));
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        var sent = mails.ListAsync(number, MostMails, CancellationToken.None);
        return await inquiries.ReadAsync(number, CancellationToken.None) is { } thread ? new ShownInquiry(thread, await sent) : Errors.NotFound;
    }

    private static ImmutableArray<InquiryOpening> With(ImmutableArray<InquiryOpening> openings, StaffMember who, DateTimeOffset now) =>
        [.. openings.Where(opening => opening.Who.Id != who.Id).TakeLast(MostOpenings - 1), new InquiryOpening(who, now)];
}
