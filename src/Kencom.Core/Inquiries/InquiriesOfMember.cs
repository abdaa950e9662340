using Kencom.Core.Members;

namespace Kencom.Core.Inquiries;

/// <summary>A member who leaves: closed inquiries go at once, open ones when they are closed (INQ-2).</summary>
public sealed class InquiriesOfMember(InquiryStore inquiries, EndInquiries end) : IMemberData
{
    public async Task ForgetAsync(Member member)
    {
        foreach (var number in await inquiries.ListOfMemberAsync(member.Id, CancellationToken.None))
        {
            await end.LookSoonAsync(number);
            var marked = await inquiries.ChangeAsync(number, inquiry => new InquiryChange(inquiry with { GoesWhenClosed = true }));
            if (marked is { IsSuccess: true, Value: { State: InquiryState.Closed } inquiry })
            {
                await end.RemoveAsync(inquiry);
            }
        }
    }
}
