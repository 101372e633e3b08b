// Textiles: each function draws one product on a 400 x 400 sheet whose floor is at y = 300.
import { dark, light, mix } from '../palette.mjs';

export const drawings = {
  'highfold-wool-throw': (p) => [
    p.shadow(204, 328, 132),
    p.repeat(4, (i) => { const y = 284 - i * 38; const c = i % 2 ? p.hi : p.base; return p.path(`M84 ${y}q-16 20 0 38h236q16-18 0-38q-120-12-236 0`, p.across(light(c, 0.2), c, dark(c, 0.25))) + p.line(`M90 ${y + 19}q110-8 224 0`, p.deep, 2, { opacity: 0.25 }); }),
    p.path('M92 172q110-16 220 0q10 60-4 118h-74q8-70-4-106z', p.across(p.hi, p.base, p.lo)),
    p.repeat(5, (i) => p.line(`M${246 + i * 15} 180v106`, light(p.base, 0.55), 3, { opacity: 0.5, 'stroke-dasharray': '7 5' })),
    p.repeat(8, (i) => p.line(`M${238 + i * 10} 288q-4 12 2 24`, p.base, 4)),
  ],
  'lull-linen-bedding': (p) => [
    p.shadow(200, 336, 172), p.box(36, 88, 328, 130, 16, p.down('#c99f68', '#a37c4c')),
    p.path('M60 176q-4-46 36-50h70q34 4 28 50q-60 18-134 0', p.across('#fffdf6', light(p.base, 0.5))), p.path('M206 176q-4-46 36-50h70q34 4 28 50q-60 18-134 0', p.across(light(p.base, 0.55), p.base)),
    p.path('M40 194q160-34 320 0v128q-160 18-320 0z', p.down(p.hi, p.base, p.lo)), p.path('M40 194q160-34 320 0v30q-160-32-320 0z', light(p.base, 0.6)),
    p.repeat(6, (i) => p.line(`M${72 + i * 52} ${232 + (i % 2) * 8}q${i % 2 ? 14 : -14} 44 ${i % 2 ? -4 : 8} 86`, p.deep, 3, { opacity: 0.16 })),
    p.box(40, 312, 18, 26, 4, '#a37c4c'), p.box(342, 312, 18, 26, 4, '#8a673d'),
  ],
  'pebble-cushion-cover': (p) => [
    p.shadow(200, 326, 128),
    p.path('M86 104q114 26 228 0q14-2 12 14q-24 92 0 186q2 16-14 14q-112-24-224 0q-16 2-14-14q24-94 0-186q-2-16 12-14', p.round(p.hi, p.base, p.lo)),
    p.repeat(36, (i) => p.oval(122 + (i % 6) * 32 + (Math.floor(i / 6) % 2) * 10, 138 + Math.floor(i / 6) * 30, 10, 6.5, i % 3 ? light(p.base, 0.45) : p.lo, { opacity: 0.55 })),
    p.line('M96 116q104 22 208 0', '#fff', 3, { opacity: 0.4, 'stroke-dasharray': '2 8' }),
  ],
  'shoreline-bath-towel': (p) => [
    p.shadow(204, 326, 124),
    p.repeat(3, (i) => { const y = 276 - i * 46; const c = mix(p.base, '#ffffff', i * 0.16); return p.box(88, y, 232, 46, 20, p.across(light(c, 0.25), c, dark(c, 0.2))) + p.line(`M100 ${y + 32}h206`, p.deep, 3, { opacity: 0.22 }); }),
    p.path('M96 186q0-22 22-22h172q26 2 26 24v88h-62v-70H96z', p.across(p.hi, p.base, p.lo)),
    p.repeat(20, (i) => p.disc(264 + (i % 4) * 13, 198 + Math.floor(i / 4) * 11, 3.2, p.deep, { opacity: 0.18 })), p.box(254, 252, 62, 9, 0, dark(p.base, 0.35), { opacity: 0.6 }), p.box(254, 264, 62, 4, 0, dark(p.base, 0.35), { opacity: 0.6 }),
    p.line('M206 164q-4-26 14-26t12 26', p.lo, 5),
  ],
  'supper-linen-napkins': (p) => [
    p.shadow(200, 322, 132), p.oval(200, 292, 142, 34, '#d9d2c4'), p.oval(200, 285, 142, 34, '#fbf8f1'), p.oval(200, 285, 98, 21, '#efe9dc'),
    p.path('M200 96l58 92-32 92q-26 14-52 0l-32-92z', p.across(p.hi, p.base, p.lo)), p.path('M200 96l58 92-32 92-26-104z', p.lo, { opacity: 0.55 }), p.path('M142 188l58 30v66q-14 2-26-4z', light(p.base, 0.5), { opacity: 0.7 }),
    p.line('M152 190l44 24M248 190l-44 24', '#fff', 2, { opacity: 0.6, 'stroke-dasharray': '4 4' }), p.path('M158 252q42 22 84 0l-6 26q-36 16-72 0z', p.across('#e0bd7c', '#a67a34')),
  ],
  'furrow-wool-rug': (p) => [
    p.shadow(204, 334, 156), p.path('M64 170h218l70 144H104z', p.across(p.hi, p.base, p.lo)),
    p.repeat(9, (i) => p.line(`M${86 + i * 24} 176l${42 + i * 3} 132`, i % 2 ? p.deep : light(p.base, 0.6), i % 2 ? 4 : 7, { opacity: 0.4 })),
    p.repeat(15, (i) => p.line(`M${106 + i * 17} 314l5 13`, light(p.base, 0.4), 3)),
    p.oval(76, 166, 30, 30, p.base), p.path('M76 136h212q14 8 14 30t-14 30H76q30-2 30-30t-30-30', p.down(p.hi, p.lo)), p.disc(76, 166, 30, p.lo), p.line('M76 166m-3 0a6 6 0 1 1 9 6a15 15 0 1 1 8-18a22 22 0 0 1-20 34', light(p.base, 0.45), 4),
  ],
  'patchfield-quilt': (p) => {
    const fields = ['#b2502f', '#d79b35', '#74804f', '#34465e', '#e3d3b6', '#9db08f', '#c2714f'];
    return [
      p.shadow(200, 336, 132), p.box(66, 70, 268, 16, 8, p.down('#c99f68', '#8d6a3e')), p.path('M86 76h228l14 244q-128 20-256 0z', '#efe4cf'),
      p.repeat(30, (i) => { const row = Math.floor(i / 5); const w = 44 + row * 1.8; return p.box(200 - w * 2.5 + (i % 5) * w + 2, 92 + row * 36, w - 4, 33, 3, fields[(i * 3 + row * 2) % 7]); }),
      p.repeat(6, (i) => p.line(`M${92 - i * 2} ${108 + i * 36}q${54 + i} -12 ${108 + i * 2} 0t${108 + i * 2} 0`, '#fffaf0', 2, { opacity: 0.6, 'stroke-dasharray': '4 5' })), p.path('M86 76h40l-8 250q-24-2-46-6z', '#fff', { opacity: 0.14 }),
    ];
  },
  'workday-apron': (p) => [
    p.line('M152 96C120 30 280 30 248 96', p.lo, 11), p.disc(200, 44, 7, '#8a6a4a'),
    p.path('M148 92h104q4 62 54 84l10 150q-116 18-232 0l10-150q50-22 54-84', p.body()),
    p.path('M144 204h112v62q-56 14-112 0z', light(p.base, 0.2)), p.line('M144 204h112M200 206v64', p.deep, 3, { opacity: 0.35 }), p.line('M150 110h100', '#f3e6d3', 3, { opacity: 0.55, 'stroke-dasharray': '5 5' }),
    p.box(176, 122, 48, 36, 4, light(p.base, 0.2)), p.line('M216 108v34', '#d9b45c', 6), p.path('M94 178l-40 30 6 8 36-18M306 178l40 30-6 8-36-18', p.lo), p.shadow(200, 354, 100),
  ],
};
