using System.Globalization;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Inquiries;

/// <summary>
/// The links in mails about an inquiry. A token is the inquiry's number and a keyed hash: nothing of it is stored, and the number leads to the row. That the link opens an
/// inquiry ends with the next mail (<see cref="Inquiry.LinkVersion"/>) and 30 days after its closing (INQ-2).
/// </summary>
public sealed class InquiryLinks(InquiryStore inquiries, KeyedHasher hasher, IOptions<InquiryOptions> options, TimeProvider clock)
{
    private const int SecretLength = 22;

    /// <summary>Opens the thread.</summary>
    public string ThreadToken(Inquiry inquiry) => ThreadToken(inquiry, inquiry.LinkVersion);

    /// <summary>Completes the application (CK-6).</summary>
    public string ConfirmationToken(Inquiry inquiry) =>
        inquiry.Number + SecretToken.Spell(hasher.Derive(inquiry.HashVersion, "inquiry-confirmation", inquiry.Number), SecretLength);

    public DateTimeOffset ConfirmableUntil(Inquiry inquiry) => inquiry.CreatedAt + options.Value.ConfirmableFor;

    /// <returns>The inquiry whose thread a token opens; else that it never did, or does no more.</returns>
    public async Task<Result<Inquiry>> OpenThreadAsync(string? token, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is not { } inquiry)
        {
            return Errors.InquiryLinkInvalid;
        }

        if (SecretToken.AreEqual(token!, ThreadToken(inquiry)))
        {
            return inquiry.ClosedAt is { } closedAt && clock.GetUtcNow() >= closedAt + options.Value.ReopenableFor ? Errors.LinkExpired : inquiry;
        }

        return Enumerable.Range(1, inquiry.LinkVersion - 1).Any(version => SecretToken.AreEqual(token!, ThreadToken(inquiry, version)))
            ? Errors.LinkExpired
            : Errors.InquiryLinkInvalid;
    }

    /// <returns>The inquiry that a token confirms, if it still can; an application that is confirmed already has used its link up.</returns>
    public async Task<Result<Inquiry>> OpenConfirmationAsync(string? token, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is not { } inquiry || !SecretToken.AreEqual(token!, ConfirmationToken(inquiry)))
        {
            return Errors.LinkInvalid;
        }

        return inquiry.Application == ApplicationState.Unconfirmed && clock.GetUtcNow() < ConfirmableUntil(inquiry) ? inquiry : Errors.LinkExpired;
    }

    private async Task<Inquiry?> FindAsync(string? token, CancellationToken cancellationToken) =>
        token?.Length == InquiryNumber.Length + SecretLength && SecretToken.IsSpelled(token)
            ? await inquiries.FindAsync(token[..InquiryNumber.Length], cancellationToken)
            : null;

    private string ThreadToken(Inquiry inquiry, int version) => inquiry.Number + SecretToken.Spell(
        hasher.Derive(inquiry.HashVersion, "inquiry-thread", inquiry.Number, version.ToString(CultureInfo.InvariantCulture)), SecretLength);
}
