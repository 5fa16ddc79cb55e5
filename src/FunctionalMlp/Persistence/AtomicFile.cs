namespace FunctionalMlp.Persistence;

/// <summary>Writes a file so that, whatever happens, its name holds either the old content or the new one, never a part. Links are followed.</summary>
internal static class AtomicFile
{
    internal static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var target = Target(path);
        if (Directory.Exists(target))
        {
            throw new IOException($"{path} is a folder, not a file.");
        }

        if (Path.GetDirectoryName(target) is { } folder && !Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"{path} cannot be written: the folder {folder} does not exist.");
        }

        // A rename is atomic within one file system only, hence in the same folder.
        var temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception exception)
        {
            // Deleting what was never there may fail too, and would hide why.
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            if (exception is IOException or UnauthorizedAccessException)
            {
                // The system's message names the temporary file, of which the caller knows nothing.
                var reason = exception.Message.Replace(temporary, path, StringComparison.Ordinal);
                throw new IOException($"{path} cannot be written: {reason}", exception);
            }

            throw;
        }
    }

    /// <summary>The file itself. A link to it stays: a rename onto the link would put a file in its place and leave the old content where it leads.</summary>
    private static string Target(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Path.GetFullPath(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} cannot be written: {exception.Message}", exception);
        }
    }
}
