using Ridgeline.Objectives;

namespace Ridgeline.Diagnoses;

/// <summary>Another setting of the same path that a setting is compared with.</summary>
/// <param name="At">Its position on the path.</param>
/// <param name="Setting">The setting.</param>
/// <param name="HeldOut">Its mean score on held-out rows.</param>
/// <param name="Difference">How much better it scores there than the setting that is judged.</param>
public sealed record RivalSetting(int At, Setting Setting, double HeldOut, PairedDifference Difference);
