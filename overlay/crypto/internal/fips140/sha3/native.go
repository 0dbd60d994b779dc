package sha3

//go:noescape
//tuco:leaf rt_keccak
func permute(a *[200]byte)

func keccakF1600(a *[200]byte) { permute(a) }

func (d *Digest) write(p []byte) (n int, err error)  { return d.writeGeneric(p) }
func (d *Digest) read(out []byte) (n int, err error) { return d.readGeneric(out) }
func (d *Digest) sum(b []byte) []byte                { return d.sumGeneric(b) }
