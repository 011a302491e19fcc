namespace Haulbeat.Sqlite.Storage;

/// <summary>Something to be done by the store's thread, whose caller is told only once it is committed.</summary>
internal abstract class StoreCommand
{
    /// <summary>Whether it changes the file.</summary>
    public required bool Writes { get; init; }

    /// <summary>Whether it must survive a power cut once its caller is told. What only matters while the machine is up need not.</summary>
    public required bool Durable { get; init; }

    /// <summary>Does it. May be called again if the transaction had to be rolled back.</summary>
    public abstract void Run(Session session);

    /// <summary>Tells the caller what came of it.</summary>
    public abstract void Publish();

    /// <summary>Tells the caller that it could not be done.</summary>
    public abstract void Fail(Exception exception);
}
