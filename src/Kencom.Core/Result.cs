using System.Diagnostics.CodeAnalysis;

namespace Kencom.Core;

/// <summary>What an operation gives: a value, or the <see cref="Kencom.Core.Error"/> that the caller is told. Faults are exceptions.</summary>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The constructors are the alternates.")]
public readonly record struct Result<T>
{
    private readonly T? value;

    public Result(T value) => this.value = value;

    public Result(Error error) => Error = error;

    /// <summary>Why there is no value; null on success.</summary>
    public Error? Error { get; }

    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    /// <exception cref="InvalidOperationException">The operation failed.</exception>
    public T Value => IsSuccess ? value! : throw new InvalidOperationException($"There is no value: {Error.Code}.");

    public static implicit operator Result<T>(T value) => new(value);

    public static implicit operator Result<T>(Error error) => new(error);
}

/// <summary>The value of an operation that has nothing to say but that it was done.</summary>
public readonly record struct Done;
