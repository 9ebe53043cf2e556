package sqlitestore

import (
	"errors"
	"os"
	"syscall"
)

// errLocked says that another process writes to the file.
var errLocked = errors.New("locked by another process")

const sharingViolation = syscall.Errno(32)

// lock takes the right to write to a store for this process, by opening a file
// beside it that nobody else may open meanwhile. Windows closes it when the
// process ends, however it ends.
func lock(path string) (*os.File, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	const alone = 0 // shared with nobody
	handle, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, alone, nil,
		syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, sharingViolation) {
		return nil, errLocked
	}
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(handle), path), nil
}
