// Package store keeps the state of one person at rest: a [Memory] for tests and for hosts that must not write, and a [File], an
// encrypted directory that survives a crash at any point.
//
//	keys := store.KeyDir("/home/anna/.config/films/keys")
//	file, err := store.Open(ctx, "/home/anna/.local/share/films", store.NewConfig("films.example", "anna", keys))
//	snapshot, err := file.Load(ctx) // nil when nothing was saved: host.DeviceConfig.WithSnapshot takes it as it is
//	err = file.Save(ctx, snapshot)
//
// A snapshot is opaque bytes, such as host.Device.Snapshot returns. FORMAT.md describes the files.
//
// # Save or Replace
//
// A File has two generations. [File.Save] writes over the older one, so that the one before stays to fall back to. Whatever the
// person wanted gone is then still in that older generation: after a Forget, a withdrawal, or a purge, call [File.Replace], which
// also removes the older generation before it returns. [File.Erase] removes everything, the key first.
//
// # What it keeps, and what it does not
//
// It keeps the snapshot secret and unchanged against whoever gets the directory (a backup, a lost disk, another account) and not
// the key. It refuses a state of another origin, and one that is older than a state it has seen or than the caller's minimum. It
// does not hide the snapshot's length, the origin or the number of saves, and it cannot help against whoever reads the memory of
// the process or has the key too.
//
// Files are overwritten before they are removed. Flash storage, copy-on-write file systems, snapshots of volumes and backups may
// keep what was overwritten, and the file system keeps freed blocks of earlier saves until it uses them anew; all of that is
// ciphertext, readable only with the key. That is why Erase destroys the key first, and why only Erase makes a promise about them.
//
// # Concurrency
//
// Memory and File are safe for concurrent use: calls run one after the other, and waiting for one's turn ends with the context.
// One directory is open at most once, in all processes of a machine; a second Open returns ErrLocked. (Where the system has neither
// flock nor Windows' sharing modes, such as Solaris, AIX and Plan 9, the caller sees to it.)
package store
