// What is not a head: the back and the coils that break the surface, and the water in front of everything.

const BACK =
  "M232 640C246 598 292 578 346 566C384 557 398 540 432 534C470 528 482 542 502 542C522 542 532 528 568 534C602 540 616 557 654 566C708 578 754 598 768 640Z";
const BACK_LIGHT =
  "M262 614C288 592 326 580 364 570C398 562 412 544 438 540C398 562 330 580 262 614ZM738 614C712 592 674 580 636 570C602 562 588 544 562 540C602 562 670 580 738 614Z";
const COIL_LEFT =
  "M60 640C66 588 100 566 138 568C176 570 200 598 206 640H176C170 612 156 598 136 598C114 598 98 612 92 640Z";
const COIL_LEFT_SAIL =
  "M70 612C62 598 64 586 58 574C76 578 82 570 84 556C98 566 108 562 114 548C122 560 134 562 146 552C148 564 160 572 174 568C150 566 100 560 70 612Z";
const TAIL =
  "M806 640C806 596 836 566 872 570C906 574 912 604 936 600C954 596 956 570 944 540C972 562 984 596 966 618C944 640 910 630 894 612C880 596 852 596 842 640Z";
const TAIL_FIN =
  "M944 540C930 528 912 526 898 510C922 512 936 504 944 486C950 506 966 512 982 504C978 522 966 536 950 546Z";

export function Body(): React.JSX.Element {
  return (
    <svg className="back" viewBox="0 0 1000 640">
      <path className="coil-sail" d={COIL_LEFT_SAIL} />
      <path className="coil" d={COIL_LEFT} />
      <path className="coil-sail" d={TAIL_FIN} />
      <path className="coil" d={TAIL} />
      <path className="coil" d={BACK} />
      <path className="light" d={BACK_LIGHT} />
    </svg>
  );
}

/** Rings around whatever comes out of the water, and the light on it. */
export function Shallows(): React.JSX.Element {
  return (
    <svg className="shallows" viewBox="0 0 1000 640">
      <path className="ripple" d="M180 612C300 596 700 596 820 612" />
      <path className="ripple" d="M120 628C300 606 700 606 880 628" />
      <path className="ripple ripple-near" d="M250 620C340 610 430 612 500 616C570 612 660 610 750 620" />
      <path
        className="ripple ripple-near"
        d="M40 622C90 612 180 612 232 622M780 622C830 612 930 612 990 622"
      />
      <path className="ripple ripple-near" d="M340 634C420 626 580 626 660 634" />
    </svg>
  );
}
