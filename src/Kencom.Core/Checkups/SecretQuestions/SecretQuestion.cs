using System.Collections.Immutable;

namespace Kencom.Core.Checkups.SecretQuestions;

/// <summary>A question to choose (CK-3). The id is stored: never reuse one.</summary>
public sealed record SecretQuestion(string Id, string Text)
{
    /// <summary>Questions whose answers seldom stand in a profile and do not change.</summary>
    public static ImmutableArray<SecretQuestion> All { get; } =
    [
        new("childhood-nickname", "子どものころのあだ名は何ですか？"),
        new("first-pet", "初めて飼った生き物の名前は何ですか？"),
        new("first-teacher", "小学校で最初に教わった先生のフルネームは何ですか？"),
        new("childhood-friend", "子どものころのいちばんの友だちのフルネームは何ですか？"),
        new("childhood-dream", "子どものころになりたかったものは何ですか？"),
        new("first-concert", "初めて行ったコンサートや舞台は何ですか？"),
        new("memorable-book", "いちばん心に残っている本の題名は何ですか？"),
        new("first-workplace", "初めて働いた場所やお店の名前は何ですか？"),
        new("favourite-place", "思い出に残っている場所はどこですか？"),
        new("own-words", "自分だけが知っている合い言葉は何ですか？"),
    ];

    public static string? TextOf(string? id) => All.FirstOrDefault(question => question.Id == id)?.Text;

    public static bool Exists(string? id) => All.Any(question => question.Id == id);
}
