using System.Collections.Concurrent;
using System.Globalization;
using HandlebarsDotNet;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Mail;

/// <summary>Makes subject, text and HTML of a mail from the Handlebars templates beside the code (MAIL-3).</summary>
/// <remarks>
/// Values are escaped in HTML and plain in text. A name that the model does not have is a fault: no mail goes out with a gap. The first line of the
/// text template is the subject.
/// </remarks>
public sealed class MailRenderer(IOptions<MailOptions> options)
{
    private static readonly IHandlebars Plain = CreateHandlebars(escape: false);
    private static readonly IHandlebars Html = CreateHandlebars(escape: true);
    private static readonly ConcurrentDictionary<string, MailTemplate> Templates = new(StringComparer.Ordinal);
    private static readonly HandlebarsTemplate<object, object> TextLayout = Plain.Compile(Read("Layout.text"));
    private static readonly HandlebarsTemplate<object, object> HtmlLayout = Html.Compile(Read("Layout.html"));

    /// <exception cref="HandlebarsException">A template names what its model does not have.</exception>
    public RenderedMail Render(Guid id, MailContent content)
    {
        var template = Templates.GetOrAdd(NameOf(content.Model), Load);
        var view = ViewOf(content.Model);
        var subject = OneLine(template.Subject(view));
        return new RenderedMail(
            id,
            content.Recipient,
            subject,
            TextLayout(view with { Subject = subject, Body = template.Text(view).Trim() }),
            HtmlLayout(view with { Subject = subject, Body = template.Html(view).Trim() }));
    }

    /// <summary>The templates of a model are named after its type.</summary>
    private static string NameOf(MailModel model) => model.GetType().Name[..^"Mail".Length];

    private MailView ViewOf(MailModel model) => new()
    {
        Model = model,
        Url = model.Path is { } path ? UrlOf(path) : null,
        SecondUrl = model.SecondPath is { } second ? UrlOf(second) : null,
        InquiryUrl = options.Value.InquiryUrl?.AbsoluteUri ?? UrlOf(FrontEndPaths.Inquiry),
        PasswordUrl = UrlOf(FrontEndPaths.PasswordForgotten),
        Operator = options.Value.OperatorName,
    };

    private string UrlOf(string path) => options.Value.FrontEndUrl!.AbsoluteUri.TrimEnd('/') + path;

    /// <summary>A line break in a subject would end the header and begin another one.</summary>
    private static string OneLine(string subject) =>
        string.Concat(subject.Select(character => char.GetUnicodeCategory(character) is
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : character)).Trim();

    private static MailTemplate Load(string name)
    {
        var lines = Read($"{name}.text").Split('\n', 2);
        return new MailTemplate(Plain.Compile(lines[0]), Plain.Compile(lines[1]), Html.Compile(Read($"{name}.html")));
    }

    private static string Read(string name)
    {
        using var resource = typeof(MailRenderer).Assembly.GetManifestResourceStream($"{name}.hbs")
            ?? throw new InvalidOperationException($"There is no template {name}.");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static IHandlebars CreateHandlebars(bool escape)
    {
        var handlebars = Handlebars.Create(new HandlebarsConfiguration
        {
            NoEscape = !escape,
            TextEncoder = new HtmlEncoder(),
            ThrowOnUnresolvedBindingExpression = true,
        });
        handlebars.RegisterTemplate("Button", Read("Button"));
        handlebars.RegisterHelper("instant", static (output, _, arguments) => output.Write(JapaneseTexts.Instant(arguments.At<DateTimeOffset>(0))));
        handlebars.RegisterHelper("day", static (output, _, arguments) => output.Write(JapaneseTexts.Day(arguments.At<DateOnly>(0))));
        handlebars.RegisterHelper("duration", static (output, _, arguments) => output.Write(JapaneseTexts.Duration(arguments.At<TimeSpan>(0))));
        handlebars.RegisterHelper("lines", static (output, _, arguments) => WriteLines(output, arguments.At<string>(0)!));
        return handlebars;
    }

    private static void WriteLines(EncodedTextWriter output, string text)
    {
        foreach (var (index, line) in text.ReplaceLineEndings("\n").Split('\n').Index())
        {
            output.WriteSafeString(index == 0 ? "" : "<br>");
            output.Write(line);
        }
    }

    private sealed record MailTemplate(
        HandlebarsTemplate<object, object> Subject, HandlebarsTemplate<object, object> Text, HandlebarsTemplate<object, object> Html);

    /// <summary>What templates can name.</summary>
    private sealed record MailView
    {
        public required MailModel Model { get; init; }

        /// <summary>The model's page; named only by templates of models that have one.</summary>
        public required string? Url { get; init; }

        public required string? SecondUrl { get; init; }

        public required string InquiryUrl { get; init; }

        public required string PasswordUrl { get; init; }

        public required string Operator { get; init; }

        public string Subject { get; init; } = "";

        /// <summary>The rendered template, for the layout.</summary>
        public string Body { get; init; } = "";
    }
}
