package ingest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/edclusters/thirdplace/internal/fault"
)

// file is an open input: plain, or gzip if its first bytes say so, whatever it
// is called. A byte order mark at its beginning is dropped.
type file struct {
	name    string
	raw     *counter
	content *bufio.Reader
	closer  io.Closer // nil for standard input
	gzipped bool
}

// openFile opens a path; "-" is stdin. One that cannot be opened is CannotOpen,
// one that begins like gzip and is not is BadGzip.
func openFile(name string, stdin io.Reader) (*file, error) {
	f := &file{name: name}
	switch {
	case name != "-":
		opened, err := os.Open(name)
		if err != nil {
			return nil, cannotOpen(name, err)
		}
		f.raw, f.closer = &counter{from: opened}, opened
	case stdin == nil:
		return nil, cannotOpen(name, fs.ErrNotExist)
	default:
		f.raw = &counter{from: stdin}
	}
	const block = 1 << 16
	f.content = bufio.NewReaderSize(f.raw, block)
	if magic, _ := f.content.Peek(2); string(magic) == "\x1f\x8b" {
		f.gzipped = true
		plain, err := gzip.NewReader(f.content)
		if err != nil {
			f.close()
			return nil, f.damage(err)
		}
		f.content = bufio.NewReaderSize(plain, block)
	}
	if mark, _ := f.content.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = f.content.Discard(len(mark))
	}
	return f, nil
}

// offset returns how much of the file was read, as it lies on the disk.
func (f *file) offset() int64 { return f.raw.n }

// damage says what an error in reading means. One of the disk comes through the
// decompression unchanged.
func (f *file) damage(err error) error {
	if f.gzipped && f.raw.failed == nil {
		e := fault.New(fault.Invalid, fault.BadGzip)
		e.Err = err
		return e
	}
	return cannotOpen(f.name, err)
}

func (f *file) close() {
	if f.closer != nil {
		_ = f.closer.Close() // was only read
	}
}

func cannotOpen(name string, err error) error {
	why := err
	var path *fs.PathError // repeats the name
	if errors.As(err, &path) {
		why = path.Err
	}
	e := fault.New(fault.Invalid, fault.CannotOpen, name, why.Error())
	e.Err = err
	return e
}

// counter counts what is read and remembers a failure other than the end.
type counter struct {
	from   io.Reader
	n      int64
	failed error
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	if err != nil && err != io.EOF {
		c.failed = err
	}
	return n, err
}

// totalSize returns the bytes of the files together; 0 if one has no size, such
// as standard input or a pipe.
func totalSize(files []string) int64 {
	var total int64
	for _, name := range files {
		info, err := os.Stat(name)
		if name == "-" || err == nil && !info.Mode().IsRegular() {
			return 0
		}
		if err == nil {
			total += info.Size()
		}
	}
	return total
}
