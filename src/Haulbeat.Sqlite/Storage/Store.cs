using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Haulbeat.Sqlite.Storage;

/// <summary>One process's hand on the queue file: a thread that does what it is given, in groups of one commit each.</summary>
/// <remarks>SQLite has no asynchronous calls, and a commit that waits for the disk carries many commands as easily as one.</remarks>
internal sealed class Store : IAsyncDisposable
{
    private const int LargestGroup = 256;
    private static readonly Lock Opening = new();
    private readonly BlockingCollection<StoreCommand> waiting = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WriteLock writeLock;
    private readonly GroupCommit commits;
    private readonly Session session;

    private Store(string path, WriteLock writeLock, Session session)
    {
        Path = path;
        this.writeLock = writeLock;
        this.session = session;
        commits = new GroupCommit(path, session, writeLock);
        new Thread(Run) { IsBackground = true, Name = "haulbeat-store" }.Start();
    }

    public string Path { get; }

    /// <summary>Opens the file, which may take until others have opened or migrated it.</summary>
    public static Task<Store> OpenAsync(string path, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => Open(path), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Reads, outside of any transaction.</summary>
    public Task<T> ReadAsync<T>(Func<Session, T> work, CancellationToken cancellationToken) =>
        Enqueue(new StoreCommand<T>(work) { Writes = false, Durable = false }).WaitAsync(cancellationToken);

    /// <summary>Writes, and returns once what was written survives the end of this process.</summary>
    public Task<T> WriteAsync<T>(Func<Session, T> work) =>
        Enqueue(new StoreCommand<T>(work) { Writes = true, Durable = false });

    /// <summary>Writes, and returns once what was written survives a power cut.</summary>
    public Task<T> WriteDurablyAsync<T>(Func<Session, T> work) =>
        Enqueue(new StoreCommand<T>(work) { Writes = true, Durable = true });

    public async ValueTask DisposeAsync()
    {
        waiting.CompleteAdding();
        await ended.Task.ConfigureAwait(false);
    }

    private static Store Open(string path)
    {
        // One at a time in this process, for FileHeader's sake.
        lock (Opening)
        {
            StoreFile.Prepare(path);
            FileHeader.RefuseForeign(path);
            return OpenOurs(path);
        }
    }

    private static Store OpenOurs(string path)
    {
        var opened = WriteLock.Open(path);
        try
        {
            using var taken = opened.Take();
            return new Store(path, opened, SessionOpener.Open(path));
        }
        catch (SqliteException exception)
        {
            opened.Dispose();
            throw StoreErrors.Translate(exception, path);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private Task<T> Enqueue<T>(StoreCommand<T> command)
    {
        try
        {
            waiting.Add(command);
            return command.Completion;
        }
        catch (InvalidOperationException)
        {
            return Task.FromException<T>(new ObjectDisposedException(nameof(Store)));
        }
    }

    private void Run()
    {
        var group = new List<StoreCommand>();
        while (waiting.TryTake(out var first, Timeout.Infinite))
        {
            group.Add(first);
            while (group.Count < LargestGroup && waiting.TryTake(out var next))
            {
                group.Add(next);
            }

            commits.Run(group);
            group.Clear();
        }

        Close();
    }

    private void Close()
    {
        using (writeLock.Take())
        {
            session.Dispose();
        }

        writeLock.Dispose();
        waiting.Dispose();
        ended.SetResult();
    }
}
