using Kencom.Core.Mail;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Inquiries;

/// <summary>
/// Brings inquiries to their ends (INQ-2): an answered one closes after 30 days of silence, an unconfirmed application after 7, a closed one is deleted after a year. Orders
/// the mails, too, that a process died over.
/// </summary>
public sealed class EndInquiries(InquiryStore inquiries, MailOutbox mails, KeyedHasher hasher, Due due, IOptions<InquiryOptions> options, TimeProvider clock)
{
    private const string Kind = "inquiry";

    /// <summary>After which a mail that was not ordered will not be by who should have.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(10);

    /// <summary>To be called before an inquiry is written or changed: the look then finds its next end.</summary>
    internal Task LookSoonAsync(string number) => due.AddAsync(new DueEntry(Kind, number, clock.GetUtcNow() + Soon));

    public Task SweepAsync(CancellationToken cancellationToken) => due.LookAsync(Kind, LookAsync, cancellationToken);

    private async Task<DateTimeOffset?> LookAsync(string number, CancellationToken cancellationToken)
    {
        if (await inquiries.FindAsync(number, cancellationToken) is not { } inquiry)
        {
            return null;
        }

        await OrderMailsAsync(inquiry, cancellationToken);
        var now = clock.GetUtcNow();
        if (inquiry.State == InquiryState.Closed && EndOf(inquiry) <= now)
        {
            await RemoveAsync(inquiry);
            return null;
        }

        var changed = await inquiries.ChangeAsync(number, present => new InquiryChange(Next(present, inquiry, now)));
        return changed.IsSuccess ? EndOf(changed.Value) : null;
    }

    /// <summary>Deletes an inquiry, and what its mails would have said.</summary>
    internal async Task RemoveAsync(Inquiry inquiry)
    {
        await mails.ForgetAsync(inquiry.Number);
        await inquiries.DeleteAsync(inquiry);
    }

    private async Task OrderMailsAsync(Inquiry inquiry, CancellationToken cancellationToken)
    {
        foreach (var messageId in inquiry.Unmailed)
        {
            var order = InquiryMails.OrderFor(hasher, inquiry, messageId);
            if (await mails.FindStateAsync(inquiry.Number, order.Id, cancellationToken) is null)
            {
                await mails.QueueAsync(order);
            }
        }
    }

    private Inquiry Next(Inquiry present, Inquiry looked, DateTimeOffset now)
    {
        var ordered = looked.Unmailed.IsEmpty ? present : present with { Unmailed = present.Unmailed.RemoveRange(looked.Unmailed) };
        return EndOf(ordered) <= now && ordered.State != InquiryState.Closed ? ordered.Closed(now) : ordered;
    }

    /// <summary>When its state ends by itself: null while it waits for support.</summary>
    private DateTimeOffset? EndOf(Inquiry inquiry) => inquiry.State switch
    {
        InquiryState.Unconfirmed => inquiry.CreatedAt + options.Value.ConfirmableFor,
        InquiryState.Answered => inquiry.ChangedAt + options.Value.ClosesAfterSilence,
        InquiryState.Closed when inquiry.GoesWhenClosed => inquiry.ClosedAt,
        InquiryState.Closed => inquiry.ClosedAt + options.Value.KeptFor,
        _ => null,
    };
}
