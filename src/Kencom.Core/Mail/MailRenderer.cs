using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;
using Fluid.Values;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Mail;

/// <summary>Makes subject, text and HTML of a mail from the templates beside the code (MAIL-3).</summary>
/// <remarks>
/// Values are encoded in HTML and plain in text. A variable that does not exist is a fault: no mail goes out with a gap. The first line of the text
/// template is the subject.
/// </remarks>
public sealed class MailRenderer(IOptions<MailOptions> options)
{
    private static readonly FluidParser Parser = new();
    private static readonly EmbeddedFileProvider Files = new(typeof(MailRenderer).Assembly, baseNamespace: "");
    private static readonly TemplateOptions Liquid = CreateTemplateOptions();
    private static readonly ConcurrentDictionary<string, MailTemplate> Templates = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, IFluidTemplate> Layouts = new(StringComparer.Ordinal);

    /// <summary>The default encoder writes every Japanese character as a number, which no text search or spam filter reads.</summary>
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    /// <exception cref="FluidException">A template names what its model does not have.</exception>
    public RenderedMail Render(Guid id, MailContent content)
    {
        var (source, model) = (Templates.GetOrAdd(NameOf(content.Model), Load), content.Model);
        var subject = OneLine(Render(source.Subject, model, "", NullEncoder.Default));
        return new RenderedMail(
            id,
            content.Recipient,
            subject,
            InLayout("Layout.text", Render(source.Text, model, subject, NullEncoder.Default), subject, NullEncoder.Default),
            InLayout("Layout.html", Render(source.Html, model, subject, Html), subject, Html));
    }

    /// <summary>The templates of a model are named after its type.</summary>
    internal static string NameOf(MailModel model) => model.GetType().Name[..^"Mail".Length];

    private string Render(IFluidTemplate template, MailModel model, string subject, TextEncoder encoder)
    {
        var context = NewContext(new TemplateContext(model, Liquid), subject);
        context.SetValue("url", model.Path is { } path ? new StringValue(UrlOf(path)) : NilValue.Instance);
        return template.Render(context, encoder);
    }

    private string InLayout(string layout, string body, string subject, TextEncoder encoder)
    {
        var context = NewContext(new TemplateContext(Liquid), subject);
        context.SetValue("body", new StringValue(body.Trim(), encode: false));
        return Layouts.GetOrAdd(layout, static layout => Parser.Parse(Read(layout))).Render(context, encoder);
    }

    private TemplateContext NewContext(TemplateContext context, string subject)
    {
        context.SetValue("subject", subject);
        context.SetValue("operator", options.Value.OperatorName);
        context.SetValue("inquiry_url", options.Value.InquiryUrl?.AbsoluteUri ?? UrlOf(FrontEndPaths.Inquiry));
        context.SetValue("password_url", UrlOf(FrontEndPaths.PasswordForgotten));
        return context;
    }

    private string UrlOf(string path) => options.Value.FrontEndUrl!.AbsoluteUri.TrimEnd('/') + path;

    /// <summary>A line break in a subject would end the header and begin another one.</summary>
    private static string OneLine(string subject) =>
        string.Create(subject.Length, subject, static (line, subject) =>
        {
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = char.IsControl(subject[i]) || char.GetUnicodeCategory(subject[i]) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                    ? ' '
                    : subject[i];
            }
        });

    private static MailTemplate Load(string name)
    {
        var lines = Read($"{name}.text").Split('\n', 2);
        return new MailTemplate(Parser.Parse(lines[0]), Parser.Parse(lines[1]), Parser.Parse(Read($"{name}.html")));
    }

    private static string Read(string name)
    {
        using var resource = typeof(MailRenderer).Assembly.GetManifestResourceStream($"{name}.liquid")
            ?? throw new InvalidOperationException($"There is no template {name}.");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static TemplateOptions CreateTemplateOptions()
    {
        var liquid = new TemplateOptions
        {
            FileProvider = Files,
            StrictVariables = true,
            StrictFilters = true,
            MemberAccessStrategy = new UnsafeMemberAccessStrategy { MemberNameStrategy = MemberNameStrategies.SnakeCase },
        };
        liquid.Filters.AddFilter("instant", static (value, _, _) =>
            new StringValue(JapaneseTexts.Instant((DateTimeOffset)value.ToObjectValue())));
        liquid.Filters.AddFilter("duration", static (value, _, _) =>
            new StringValue(JapaneseTexts.Duration((TimeSpan)value.ToObjectValue())));
        liquid.Filters.AddFilter("lines", static (value, _, _) =>
            new StringValue(Html.Encode(value.ToStringValue().ReplaceLineEndings("\n")).Replace("&#xA;", "<br>", StringComparison.Ordinal), encode: false));
        return liquid;
    }

    private sealed record MailTemplate(IFluidTemplate Subject, IFluidTemplate Text, IFluidTemplate Html);
}
