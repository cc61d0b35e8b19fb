/** Pixels of a PNG for a pixel of the picture. */
const SCALE = 2;

/** Saves a picture as SVG. */
export function saveSvg(svg: string, name: string): void {
  save(blobOf(svg), `${name}.svg`);
}

/** Saves a picture as PNG. */
export async function savePng(svg: string, name: string): Promise<void> {
  const address = URL.createObjectURL(blobOf(svg));
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = SCALE * image.width;
  canvas.height = SCALE * image.height;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  canvas.toBlob((blob) => blob && save(blob, `${name}.png`));
}

function blobOf(svg: string): Blob {
  return new Blob([svg], { type: 'image/svg+xml' });
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
