namespace Ridgeline.Tables;

/// <summary>
/// Sparse rows as text, as SVMlight and LIBSVM write them: <c>target qid:group index:value index:value … # comment</c>, also compressed (.gz).
/// </summary>
/// <remarks>
/// Target and values are finite numbers, indices whole ones that rise within a line; qid: may be left out, but then in all lines. Indices begin at 1
/// unless <see cref="SvmLightOptions.IsZeroBased"/> says otherwise, or is left open and an index 0 occurs. Blank lines and comments are passed over.
/// </remarks>
public static class SvmLightFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How; null: as <see cref="SvmLightOptions"/> are by themselves.</param>
    /// <param name="stop">Asked at every block.</param>
    /// <exception cref="DataException">It isn't there or can't be read, or isn't such text; the message names the file, line and what stands there.</exception>
    public static SvmLightData Read(string path, SvmLightOptions? options = null, CancellationToken stop = default) =>
        new SvmLightReader(path, options ?? new SvmLightOptions()).Read(new TextFile(path, encoding: null), stop);

    /// <summary>Reads text, which is held in memory meanwhile.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="source">Its name, for messages.</param>
    /// <param name="options">How; null: as <see cref="SvmLightOptions"/> are by themselves.</param>
    /// <param name="stop">Asked at every block.</param>
    /// <exception cref="DataException">It isn't such text; the message names the source, line and what stands there.</exception>
    public static SvmLightData Parse(TextReader reader, string source, SvmLightOptions? options = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(source);
        return new SvmLightReader(source, options ?? new SvmLightOptions()).Read(HeldText.Of(reader, source), stop);
    }

    /// <summary>Writes data, so that they read back equal if the number of columns is said or the last column isn't all zeros: numbers in the shortest form that does, zeros left out.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="data">The data. Columns are written with the indices 1, 2, …, or 0, 1, … if <see cref="SvmLightData.IsZeroBased"/>.</param>
    /// <exception cref="ArgumentException">Target or groups have another number of rows than the design, or the target isn't finite.</exception>
    public static void Write(Stream stream, SvmLightData data)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(data);
        SvmLightWriter.Write(stream, data);
    }
}
