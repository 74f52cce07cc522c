// Some systems have no colour pictures for flags and globes and draw boxes or bare letters; there a code or a
// name reads better. Told once, by drawing a flag: a picture has colours.

function draws_flags(): boolean {
  try {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = kSizePx;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) return false;
    context.font = '16px sans-serif';
    context.fillText('🇰🇷', 0, 16);
    const pixels = context.getImageData(0, 0, kSizePx, kSizePx).data;
    for (let i = 0; i < pixels.length; i += 4) {
      if (pixels[i] !== pixels[i + 1] || pixels[i] !== pixels[i + 2]) return true;
    }
    return false;
  } catch {
    return false;
  }
}
const kSizePx = 20;

export const kFlagsDrawn = draws_flags();

/** "🇰🇷 South Korea", or the name alone where the picture cannot be drawn. */
export function with_picture(picture: string, name: string): string {
  return kFlagsDrawn && picture ? `${picture} ${name}` : name;
}
