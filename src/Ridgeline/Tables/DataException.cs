namespace Ridgeline.Tables;

/// <summary>The data can't be used as they are. The message names the file, row and column, the value, and what would have been accepted.</summary>
public sealed class DataException : Exception
{
    /// <summary>Data that can't be used.</summary>
    /// <param name="message">Where, what, and what would have been accepted.</param>
    /// <param name="cause">The error underneath, if there is one.</param>
    public DataException(string message, Exception? cause = null) : base(message, cause)
    {
    }
}
