using Azure.Data.Tables;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Kencom.Core.Mail;
using Kencom.Core.Registrations;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Kencom.Core.Tests.Accounts;
using Kencom.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Tests.Faults;

/// <summary>Starting a registration with a fault at each of its storage calls (FIN-3): it can be repeated, and what was left half made goes.</summary>
public sealed class StartFaultTests
{
    [Theory]
    [Trait("Rule", "FIN-3")]
    [Trait("Rule", "REG-17")]
    [MemberData(nameof(FaultMatrix.Faults), MemberType = typeof(FaultMatrix))]
    public async Task Start_WithAFaultAtAnyCall_CanBeRepeatedAndLeavesNothingForEver(OperationFault fault)
    {
        Result<RegistrationStarted>? answered = null;
        await FaultMatrix.AtEachCallAsync(
            fault,
            fewest: 7,
            _ =>
            {
                answered = null;
                return Task.FromResult<Operation>(async (instance, caller) => answered = await StartAsync(instance, caller));
            },
            async accounts =>
            {
                var again = await StartAsync(accounts, CancellationToken.None);
                again.IsSuccess.Should().BeTrue("a start can be repeated at once");
                await SendMailsAsync(accounts);
                await ShouldHaveMailAsync(accounts, again.Value.RegistrationId);
                if (answered is { } answer)
                {
                    answer.IsSuccess.Should().BeTrue();
                    await ShouldHaveMailAsync(accounts, answer.Value.RegistrationId);
                }

                await ShouldGoAsync(accounts);
            });
    }

    private static async Task<Result<RegistrationStarted>> StartAsync(AccountWorld instance, CancellationToken caller)
    {
        var terms = instance.Get<IOptions<RegistrationOptions>>().Value;
        return await instance.Get<StartRegistration>().HandleAsync(
            new StartRegistrationCommand
            {
                Channel = Channel.App,
                Email = AccountWorld.Email,
                Password = AccountWorld.Password,
                Newsletter = false,
                MembershipTerms = terms.MembershipTerms,
                PrivacyNotice = terms.PrivacyNotice,
                Caller = AccountWorld.App,
            },
            caller);
    }

    private static async Task ShouldHaveMailAsync(AccountWorld accounts, string registrationId)
    {
        var registration = (await accounts.Get<RegistrationStore>().FindAsync(registrationId, CancellationToken.None))!.Value;
        (await accounts.Get<MailOutbox>().FindStateAsync(registrationId, registration.MailId, CancellationToken.None)).Should().Be(MailState.Sent);
        registration.LinkExpiresAt.Should().BeAfter(accounts.Clock.GetUtcNow());
    }

    /// <summary>Nobody opens a link: after its time nothing is left of any start, and nothing is due any more.</summary>
    private static async Task ShouldGoAsync(AccountWorld accounts)
    {
        for (var day = 0; day < 4; day++)
        {
            accounts.Clock.Advance(TimeSpan.FromHours(27));
            await accounts.Get<RunSweeps>().HandleAsync(SweepGroups.Registrations, CancellationToken.None);
            await accounts.SweepAsync();
        }

        foreach (var table in new[] { TableNames.Registrations, TableNames.RegistrationStarts, TableNames.Mails, TableNames.Due })
        {
            (await accounts.Tables.GetTableClient(table).QueryAsync<TableEntity>().CountAsync()).Should().Be(0, "{0} is empty again", table);
        }
    }

    /// <summary>What the queue function does with what was ordered.</summary>
    private static async Task SendMailsAsync(AccountWorld accounts)
    {
        await using var scope = accounts.Get<IServiceScopeFactory>().CreateAsyncScope();
        var queue = accounts.Get<QueueServiceClient>().GetQueueClient(QueueNames.SendMail);
        while ((await queue.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                await scope.ServiceProvider.GetRequiredService<SendMail>().HandleAsync(message.Body.ToObjectFromJson<SendMailMessage>(QueueSender.Json)!, CancellationToken.None);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }
    }
}
