namespace Ridgeline.Files;

/// <summary>A file could not be written; the message names it and says why. What stood there before is untouched.</summary>
public sealed class WriteException : IOException
{
    /// <summary>A failed write.</summary>
    /// <param name="message">What could not be written and why.</param>
    /// <param name="cause">The error underneath.</param>
    public WriteException(string message, Exception? cause = null) : base(message, cause)
    {
    }
}
