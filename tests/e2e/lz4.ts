/** Decodes one LZ4 block, as Firefox writes it behind `mozLz40`. */
export function uncompressLz4(block: Buffer, size: number): Buffer {
  const output = Buffer.alloc(size);
  let read = 0;
  let written = 0;
  const length = (nibble: number) => {
    let total = nibble;
    if (nibble < 15) return total;
    for (let byte = 255; byte === 255; total += byte) byte = block[read++] ?? 0;
    return total;
  };
  while (read < block.length) {
    const token = block[read++] ?? 0;
    const literals = length(token >> 4);
    written += block.copy(output, written, read, read + literals);
    read += literals;
    if (read >= block.length) break;
    const distance = block.readUInt16LE(read);
    read += 2;
    const matched = length(token & 15) + 4;
    // Byte by byte: a match may run into what it writes itself.
    for (let index = 0; index < matched && written < size; index += 1, written += 1) output[written] = output[written - distance] ?? 0;
  }
  return output;
}
