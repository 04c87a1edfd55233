using Ridgeline.Objectives;

namespace Ridgeline.Compare.Cv;

/// <summary>What a run found, said once it has been timed: facts by name, and how many of its fits are certified.</summary>
internal sealed class Found : Dictionary<string, object?>
{
    /// <summary>How many fits there were, and how many are certified to the tolerance.</summary>
    public Found Certified(int fits, int converged)
    {
        (this["fits"], this["converged"]) = (fits, converged);
        return this;
    }

    /// <summary>The same of certificates.</summary>
    public Found Certified(IEnumerable<Certificate?> certificates)
    {
        Certificate?[] all = [.. certificates];
        return Certified(all.Length, all.Count(certificate => certificate is { Converged: true }));
    }
}
