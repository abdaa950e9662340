namespace Kencom.Core.Mail;

/// <summary>The front end's pages that mails lead to, below <see cref="MailOptions.FrontEndUrl"/>.</summary>
public static class FrontEndPaths
{
    public const string Start = "/";

    public const string SignIn = "/sign-in";

    public const string PasswordForgotten = "/password-forgotten";

    public const string Inquiry = "/inquiry";

    /// <summary>The same in the app's own address (REG-10, REG-14).</summary>
    public static string Activation(string token) => $"/users/{token}/activate";

    public static string PasswordReset(string token) => $"/users/{token}/password";

    public static string EmailChange(string token) => $"/users/{token}/email";

    public static string InquiryConfirmation(string token) => $"/inquiries/{token}/confirm";
}
