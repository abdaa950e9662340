namespace Kencom.Core.Checkups.Access;

/// <summary>The steps to the results as answers spell them.</summary>
public static class CheckupSteps
{
    public const string Results = "results";
    public const string ViewingCode = "viewing-code";
    public const string SecretQuestion = "secret-question";
    public const string SecretAnswer = "secret-answer";

    public static string Of(NextStep next) => next switch
    {
        NextStep.ViewingCode => ViewingCode,
        NextStep.SecretQuestion => SecretQuestion,
        _ => SecretAnswer,
    };
}
