namespace Ridgeline.Scores;

/// <summary>What a score looks at in predictions.</summary>
public enum ScoreNeeds
{
    /// <summary>The class predicted: the second of two where P(y = 1) &gt; ½; of several the one of the largest probability, ties to the first.</summary>
    Labels,

    /// <summary>Any order of rows: the link; with several outputs the probabilities.</summary>
    Ranks,

    /// <summary>P(y = k), a class.</summary>
    Probabilities,

    /// <summary>Numbers predicted for numbers.</summary>
    Values,

    /// <summary>η of one loss.</summary>
    Links,
}
