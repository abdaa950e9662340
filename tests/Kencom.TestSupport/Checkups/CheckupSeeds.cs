using Kencom.Core.Checkups.Items;
using Kencom.Core.Checkups.Results;
using Kencom.Core.Checkups.ViewingCodes;
using Kencom.Core.Members;
using Kencom.Core.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.TestSupport.Checkups;

/// <summary>Results and codes as an import leaves them, for tests of what a member does with them.</summary>
public static class CheckupSeeds
{
    public const string Code = "Ab3dEf7h";

    /// <summary>The person key that the member claimed.</summary>
    public static async Task<string> PersonKeyAsync(this TestApp app, string memberId) =>
        (await app.Services.GetRequiredService<MemberStore>().FindAsync(memberId, CancellationToken.None))!.PersonKeys[0];

    public static Task HaveCodeAsync(this TestApp app, string personKey, string code = Code, TimeSpan age = default) =>
        app.Services.GetRequiredService<ViewingCodeStore>().IssueAsync(
            personKey, CodeWords.Hash(app.Services.GetRequiredService<KeyedHasher>(), code), app.Clock.GetUtcNow() - age, sequence: 1);

    /// <summary>The example of the facts: 55 years old, seven items beyond their threshold.</summary>
    public static Checkup Example(int year = 2025, Sex? sex = Sex.Male) => new(
        new DateOnly(year, 6, 10), "デモ健診センター", "特定健診", sex,
        [
            Item("9N001000000000001", "170.0"), Item("9N006000000000001", "76.0"), Item("9N011000000000001", "26.3"), Item("9N016160100000001", "88.0"),
            Item("9A755000000000001", "132"), Item("9A765000000000001", "85"), Item("3F015000002327101", "168"), Item("3F070000002327101", "47"),
            Item("3D046000001920402", "5.7"), Item("1A010000000191111", "±"), Item("9E100166000000011", "未実施"), Item("9N736000000000011", "2"),
        ]);

    public static ItemResult Item(string code, string value) => new(code, null, value, null, null, null, null);

    public static Task HaveCheckupAsync(this TestApp app, string personKey, Checkup checkup) =>
        app.Services.GetRequiredService<CheckupStore>().MergeAsync(personKey, checkup, sequence: 1, isLikelyNew: true);

    public static Task<ApiResponse> GiveCodeAsync(this ApiClient client, string viewingCode = Code, string birthDate = "1972-04-15") =>
        client.PostAsync("/api/me/viewing-code", new { viewingCode, birthDate });

    public static Task<ApiResponse> ChooseQuestionAsync(this ApiClient client, string answer = "はちみつとレモン", string questionId = "own-words") =>
        client.PutAsync("/api/me/secret-question", new { questionId, answer });

    public static Task<ApiResponse> AnswerAsync(this ApiClient client, string answer = "はちみつとレモン") =>
        client.PostAsync("/api/me/checkups/unlock", new { answer });

    /// <summary>What is locked, as <c>what: next</c>.</summary>
    public static async Task<IReadOnlyList<string>> LockedAsync(this ApiClient client) =>
        [.. (await client.GetAsync("/api/me")).Json.GetProperty("locked").EnumerateArray().Select(locked => $"{locked.GetProperty("what").GetString()}: {locked.GetProperty("next").GetString()}")];
}
