namespace Kencom.Core.Insurers;

/// <summary>Says that an operator has changed which insurers count as one with this (EL-8): its roster is to be linked anew.</summary>
/// <param name="Part">Of the roster; those behind it follow.</param>
public sealed record LinkRosterMessage(string InsurerNumber, int Part);
